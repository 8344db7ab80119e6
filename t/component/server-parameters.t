use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Component::Server::TCP);

# What the constructor refuses, and what it complains of, at the line of its caller.

my $class = 'POE::Component::Server::TCP';
my $code  = sub { };
my @input = (ClientInput => $code);
my @marks = (HighMark    => 5, LowMark => 2, ClientHigh => $code, ClientLow => $code);

# The exception or '', then the warnings, without the place of the caller.
sub said_of {
    my (@param) = @_;
    my ($error, @warnings);
    @warnings = warnings_of(sub {
        eval { $class->new(Address => '127.0.0.1', @param); 1 } or $error = $@;
    });
    s/ at \Q$0\E line \d+\.\n\z// for @warnings, defined $error ? $error : ();
    return [ $error // '', sort @warnings ];
}

my @refused = (
    [ [1], "$class->new() requires an even number of parameters" ],
    [ [], "$class->new() needs either an Acceptor or a ClientInput but not both" ],
    [
        [ Acceptor => $code, @input ],
        "$class->new() needs either an Acceptor or a ClientInput but not both"
    ],
    (
        map { [ [ Acceptor => $code, $_ => $code ], "$_ not permitted without ClientInput" ] }
            qw(ClientArgs ClientConnected ClientError ClientFilter ClientShutdownOnError)
    ),
    (
        map { [ [ @input, $_ => 'no code' ], "$_ must be a coderef" ] }
            qw(Error ClientPreConnect ClientConnected ClientDisconnected ClientError ClientFlushed)
    ),
    [ [ ClientInput => 'no code' ], 'ClientInput must be a coderef' ],
    [ [ Acceptor    => 'no code' ], 'Acceptor must be a coderef' ],
    [
        [ @input, HighMark => 1 ],
        'If you use the Mark settings, you must define all four'
    ],
    [
        [ @input, @marks, ClientHigh => undef ],
        'If you use the Mark settings, you must define all four'
    ],
    [ [ @input, ListenerArgs  => {} ], 'ListenerArgs must be an array reference' ],
    [ [ @input, ClientArgs    => {} ], 'ClientArgs must be an array reference' ],
    [ [ @input, SessionParams => {} ], 'SessionParams must be an array reference' ],
    [ [ @input, InlineStates  => [] ], 'InlineStates must be a hash reference' ],
    [ [ @input, PackageStates => {} ], 'PackageStates must be a list or array reference' ],
    [ [ @input, ObjectStates  => {} ], 'ObjectsStates must be a list or array reference' ],
    [
        [ @input, ClientInputFilter => 'POE::Filter::Line' ],
        'ClientInputFilter must be used with ClientOutputFilter'
    ],
    [
        [ @input, ClientOutputFilter => 'POE::Filter::Line' ],
        'ClientInputFilter must be used with ClientOutputFilter'
    ],
    [
        [ @input, Args => {} ], 'ClientArgs must be an array reference',
        'Args is deprecated but allowed for now.  Please use ClientArgs'
    ],
);

for (@refused) {
    my ($param, @said) = @$_;
    is_deeply said_of(@$param), \@said, $said[0];
}

my @taken = (
    [ [ @input, @marks ] ],
    [ [ @input, map { $_ => undef } qw(ClientError Concurrency ClientArgs InlineStates Error) ] ],
    [ [ @input, SessionParams => 'ignored' ] ],
    [ [ @input, Args => [] ], 'Args is deprecated but allowed for now.  Please use ClientArgs' ],
    [
        [ @input, Args => [], ClientArgs => [] ],
        'Args is deprecated, and ignored since ClientArgs is present'
    ],
    [
        [ @input, map { ("Client$_" => 'POE::Filter::Line') } qw(Filter InputFilter OutputFilter) ],
        'ClientFilter ignored with ClientInputFilter and ClientOutputFilter'
    ],
    [
        [ @input, Foo => 1, Bar => 2 ],
        map {qq($class->new() doesn't recognize "$_" as a parameter)} qw(Bar Foo)
    ],
    [
        [ Acceptor => $code, InlineStates => {} ],
        qq($class->new() doesn't recognize "InlineStates" as a parameter)
    ],
    [ [ Acceptor => $code, @marks ] ],
);

for (@taken) {
    my ($param, @said) = @$_;
    is_deeply said_of(@$param), [ '', @said ],
        'taken: ' . join ' ', grep { defined && !ref } @$param[ 0 .. $#$param ];
}

SKIP: {
    skip 'what POE does not have', 1 if is_upstream();
    my @more = ([
            [ @input, ClientTimeout => 'soon' ], 'ClientTimeout must be a number of seconds above 0'
        ],
        [
            [ @input, HandshakeTimeout => 0 ],
            'HandshakeTimeout must be a number of seconds above 0'
        ],
        [
            [ @input, ClientFilter => {} ],
            'A filter must be a class, an array reference or an object'
        ],
        [
            [ @input, TLS => [] ],
            'TLS must be 1, a hash reference or a POE::Driver::TLS::Context'
        ],
        [
            [ @input, Listeners => 'some' ],
            'Listeners must be an array reference, "systemd" or "systemd:NAME"'
        ],
        [ [ @input, Listeners => [] ], 'Listeners must not be empty' ],
        [ [ @input, Listeners => [ \*STDIN ] ], 'Listeners must be sockets that listen' ],
        [ [ @input, map { $_ => 'no code' } qw(ClientDrain) ], 'ClientDrain must be a coderef' ],
        [ [ @input, Refused => 'no code' ], 'Refused must be a coderef' ],
    );
    is_deeply [ map { said_of(@{ $_->[0] }) } @more ], [ map { [ $_->[1] ] } @more ],
        'what is new is checked, too';
}

POE::Kernel->stop;
POE::Kernel->run;
done_testing;
