use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE qw(NFA);
use Test::More;

# next_event: its arguments come to who waits, in place of the handler; one event for each who waits.

my @log;
run_states(
    go => async sub {
        my $kernel = $_[KERNEL];
        $kernel->delay_add(tick => 0.01 * $_, "tick $_") for 1 .. 4;
        my ($first, $second) = map { $kernel->next_event('tick') } 1 .. 2;
        push @log, await $first;
        push @log, await $second;
        await $kernel->next_event('tick', { timeout => 5 });
        push @log, 'third';
        eval { await $kernel->next_event('never', { timeout => 0.05 }); 1 } or push @log, "$@";
        $kernel->next_event('tick')->cancel;
        { my $dropped = $kernel->next_event('tick') }
        $kernel->yield(tick => 'last');
    },
    tick => sub { push @log, "handler $_[ARG0]" },
);
is_deeply(
    \@log, [ 'tick 1', 'tick 2', 'third', 'handler tick 4', 'Timeout', 'handler last' ],
    'events, a limit of time, and what does not wait any more'
);

@log = ();
my @other = map {
    my $n = $_;
    states(go => async sub { push @log, "$n: " . await $_[KERNEL]->next_event('word') })
} 1 .. 2;
run_states(
    go   => sub { $_[KERNEL]->delay(send => 0.01) },
    send => sub {
        $_[KERNEL]->post($other[1] => word => 'two');
        $_[KERNEL]->post($other[0] => word => 'one');
    });
is_deeply(\@log, [ '2: two', '1: one' ], 'each session has its own');

@log = ();
POE::NFA->spawn(
    inline_states => {
        only => {
            begin => async sub {
                $_[KERNEL]->delay(word => 0.01, 'here');
                push @log, await $_[KERNEL]->next_event('word');
            },
            word => sub { push @log, 'handler' },
        } })->goto_state(only => 'begin');
POE::Kernel->run;
is_deeply(\@log, ['here'], 'in a machine');

is(eval { POE::Kernel->next_event('x'); 1 }, undef, 'outside of handlers');
is($@, "next_event: only in a handler of a session at $0 line " . (__LINE__ - 1) . ".\n");
is(eval { POE::Kernel->next_event(undef); 1 }, undef, 'without a name');
like($@, qr/\Anext_event: the name of an event is needed at /);

done_testing;
