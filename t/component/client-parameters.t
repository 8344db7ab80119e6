use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Component::Client::TCP);

# What the constructor refuses, and what it complains of, at the line of its caller.

my $class = 'POE::Component::Client::TCP';
my $code  = sub { };
my @to    = (RemoteAddress    => '127.0.0.1', RemotePort => 9);
my @all   = (@to, ServerInput => $code);
my @marks = (HighMark         => 5, LowMark => 2, ServerHigh => $code, ServerLow => $code);

sub said_of {
    my (@param) = @_;
    my ($error, @warnings);
    @warnings = warnings_of(sub {
        eval { $class->new(@param); 1 } or $error = $@;
    });
    s/ at \Q$0\E line \d+\.\n\z// for @warnings, defined $error ? $error : ();
    return [ $error // '', sort @warnings ];
}

my @refused = (
    [ [1], "$class->new() requires an even number of parameters" ],
    [ [], "$class->new() needs a RemoteAddress parameter" ],
    [ [ RemoteAddress => undef ], "$class->new() needs a RemotePort parameter" ],
    [ [@to], "$class->new() requires a ServerInput parameter" ],
    [ [ @to, ServerInput => undef ], "$class->new() requires a ServerInput parameter" ],
    (
        map { [ [ @all, $_ => 'no code' ], "$_ must be a coderef" ] }
            qw(PreConnect Connected ConnectError Disconnected ServerInput ServerError),
        qw(ServerFlushed Started)
    ),
    [ [ @to, Connected => 'no code' ], 'Connected must be a coderef' ],
    [ [ @all, LowMark  => 1 ], 'If you use the Mark settings, you must define all four' ],
    [
        [ @all, @marks, ServerLow => undef ],
        'If you use the Mark settings, you must define all four'
    ],
    [ [ @all, Args          => {} ], 'Args must be an array reference' ],
    [ [ @all, SessionParams => {} ], 'SessionParams must be an array reference' ],
    [ [ @all, InlineStates  => [] ], 'InlineStates must be a hash reference' ],
    [ [ @all, PackageStates => {} ], 'PackageStates must be a list or array reference' ],
    [ [ @all, ObjectStates  => {} ], 'ObjectStates must be a list or array reference' ],
);

for (@refused) {
    my ($param, @said) = @$_;
    is_deeply said_of(@$param), \@said, $said[0];
}

my @taken = (
    [ [ @all, @marks ] ],
    [ [ @all, map { $_ => undef } qw(Connected ServerError Args InlineStates Domain) ] ],
    [
        [ @all, Foo => 1, Bar => 2 ],
        map {qq($class->new() doesn't recognize "$_" as a parameter)} qw(Bar Foo)
    ],
);

for (@taken) {
    my ($param, @said) = @$_;
    is_deeply said_of(@$param), [ '', @said ],
        'taken: ' . join ' ', grep { defined && !ref } @$param;
}

SKIP: {
    skip 'what POE does not have', 1 if is_upstream();
    my @more = (
        [ [ @all, ServerTimeout => -1 ], 'ServerTimeout must be a number of seconds above 0' ],
        [
            [ @all, ConnectTimeout => 'soon' ], 'ConnectTimeout must be a number of seconds above 0'
        ],
        [ [ @all, Filter => {} ], 'A filter must be a class, an array reference or an object' ],
        [
            [ @all, TLS => [] ],
            'TLS must be 1, a hash reference or a POE::Driver::TLS::Context'
        ],
    );
    is_deeply [ map { said_of(@{ $_->[0] }) } @more ], [ map { [ $_->[1] ] } @more ],
        'what is new is checked, too';
}

POE::Kernel->stop;
POE::Kernel->run;
done_testing;
