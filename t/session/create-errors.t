use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

{

    package Actor;
    sub new    { return bless [], shift }
    sub method {return}
}

my $code   = sub { };
my $object = Actor->new;

sub error_of {
    my @args = @_;
#line 1000 "caller"
    return eval { POE::Session->create(@args); 1 } ? 'no error' : $@;
}

my @case = (
    [ ['inline_states'], q{odd number of events/handlers (missing one or the other?)} ],
    [
        [ inline_states => { _start => $code }, options => [] ],
        'options for POE::Session constructor is expected to be a HASH reference'
    ],
    [ [ inline_states => [] ], 'inline_states does not refer to a hash' ],
    [ [ inline_states => 'text' ], 'inline_states does not refer to a hash' ],
    [
        [ inline_states => { _start => 'text' } ],
        q{inline state for '_start' needs a CODE reference}
    ],
    [ [ inline_states => { odd => undef } ], q{inline state for 'odd' needs a CODE reference} ],
    [
        [ inline_states => { odd => bless sub { }, 'Blessed' } ],
        q{inline state for 'odd' needs a CODE reference}
    ],
    [ [ package_states => {} ], 'package_states does not refer to an array' ],
    [ [ object_states  => {} ], 'object_states does not refer to an array' ],
    [
        [ package_states => ['Actor'] ],
        'the array for package_states has an odd number of elements'
    ],
    [ [ object_states => [$object] ], 'the array for object_states has an odd number of elements' ],
    [
        [ package_states => [ Actor => 'method' ] ],
        q{states for package 'Actor' need to be a hash or array ref}
    ],
    [
        [ object_states => [ $object => 'method' ] ],
        qq{states for object '$object' need to be a hash or array ref}
    ],
    [ [ package_states => [ Actor => ['nope'] ] ], q{package Actor does not have a 'nope' method} ],
    [
        [ package_states => [ Actor => { event => 'nope' } ] ],
        q{package Actor does not have a 'nope' method}
    ],
    [
        [ object_states => [ $object => ['nope'] ] ],
        qq{object $object does not have a 'nope' method}
    ],
    [
        [ object_states => [ $object => { event => 'nope' } ] ],
        qq{object $object does not have a 'nope' method}
    ],
    [
        [ inline_states => { _start => $code }, wrong => 1 ],
        'unknown POE::Session parameter: wrong'
    ],
);

for my $case (@case) {
    my ($args, $text) = @$case;
    like error_of(@$args), qr/^(?:=== \d+ === )?\Q$text\E at caller line 1000/, $text;
}

like error_of(inline_states => { _start => $code, _signal => $code }),
    qr/,----- DEPRECATION ERROR -----/,
    'a handler for _signal is refused';

subtest 'a package among object_states' => sub {
    my @warnings = warnings_of(sub {
        is error_of(
            inline_states => { _start => $code },
            object_states => [ Actor => ['method'] ]
            ),
            'no error';
    });
    like "@warnings", qr/'Actor' is not an object at caller line 1000/,
        'is warned about and taken as package';
};

subtest 'no _start' => sub {
    my $before  = $poe_kernel->get_event_count;
    my $session = 'unset';
    my @warnings
        = warnings_of(sub { $session = POE::Session->create(inline_states => { other => $code }) });
    is $session, undef, 'create returns undef';
    like "@warnings", qr/discarding session\s* - no '_start' state/, 'with a warning';
    is $poe_kernel->get_event_count, $before, 'nothing was allocated';
};

subtest 'there is no new' => sub {
    ok !eval { POE::Session->new(_start => $code); 1 };
    like $@, qr/method "new"/, 'perl says so';
};

subtest 'a subclass is named in its errors' => sub {
    { package My::Session; our @ISA = ('POE::Session') }
    ok !eval { My::Session->create(inline_states => { _start => $code }, wrong => 1); 1 };
    like $@, qr/unknown My::Session parameter: wrong/;
    ok !eval { My::Session->create(inline_states => { _start => $code }, options => 1); 1 };
    like $@, qr/options for My::Session constructor/;
};

subtest 'a failed create leaves no session' => sub {
    my $count = $poe_kernel->_data_ses_count;
    error_of(inline_states => { odd    => $_ }) for undef, 'text', [];
    error_of(inline_states => { _start => $code }, wrong => 1);
    is $poe_kernel->_data_ses_count, $count;
};

$poe_kernel->run;
done_testing;
