use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(NFA);

# Machines come and go, in each way that they can, and leave nothing behind.

sub no_trace_of {
    my ($name, $states, @more) = @_;
    return no_growth(
        $name,
        sub {
            POE::NFA->spawn(inline_states => { %$states, b => { enter => \&enter } }, @more)
                ->goto_state('a', 'start');
            eval { POE::Kernel->run };
        },
        100
    );
}

sub enter { return $_[KERNEL]->yield('unknown') }

no_trace_of(
    'a transition',
    { a => { start => sub { $_[MACHINE]->goto_state('b', 'enter', 1 .. 3) } } });
no_trace_of(
    'a call of a state',
    {
        a => {
            start => sub { $_[MACHINE]->call_state('back', 'c', 'aside', [1]) }, back => sub { }
        },
        c => { aside => sub { $_[MACHINE]->return_state([2]) } },
    });
no_trace_of(
    'a machine that is stopped',
    {
        a => {
            start => sub { $_[KERNEL]->delay(late => 100, []); $_[MACHINE]->stop },
            late  => sub { },
        },
    });
no_trace_of(
    'postbacks and callbacks',
    {
        a => {
            start => sub {
                $_[RUNSTATE]{later} = $_[MACHINE]->postback('later', []);
                $_[MACHINE]->callback('now', [])->();
                $_[RUNSTATE]{later}->();
            },
            now   => sub { },
            later => sub { delete $_[RUNSTATE]{later} },
        },
    });
no_trace_of('a handler that dies', { a => { start => sub { die [] } } });
no_trace_of(
    'handlers that are added and removed',
    {
        a => {
            start => sub {
                $_[KERNEL]->state(new => sub { });
                $_[KERNEL]->yield('new');
            },
        },
    });
no_trace_of(
    'objects and packages with handlers',
    { a => { start => sub { $_[KERNEL]->yield('entered') } } },
    package_states => { d => [ __PACKAGE__, ['enter'] ] },
    object_states  => { e => [ bless([], 'main'), ['enter'] ] },
);
no_growth(
    'machines that cannot be',
    sub {
        eval { POE::NFA->spawn(inline_states  => []) };
        eval { POE::NFA->spawn(nonsense       => 1) };
        eval { POE::NFA->spawn(package_states => { a => 'b' }) };
    },
    100
) if !is_upstream();    # which keeps some of them

done_testing;
