use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use Test::More;

# What goes on is an event of its session, behind those that are there, and never runs within who completes the future.

my (@log, @futures);
states(
    go => sub { $_[KERNEL]->yield("wait_$_") for 0 .. 2 },
    (
        map {
            my $n = $_;
            ("wait_$n" => async
                    sub { await($futures[$n] = Future->new); push @log, "$n in $_[STATE]"; })
        } 0 .. 2
    ),
);
states(
    go   => sub { $_[KERNEL]->delay(wake => 0.01) },
    wake => sub {
        $_[KERNEL]->yield('before');
        $futures[$_]->done for 2, 0, 1;
        $_[KERNEL]->yield('behind');
        push @log, 'woken';
    },
    before => sub { push @log, 'before' },
    behind => sub { push @log, 'behind' },
);
POE::Kernel->run;
is_deeply(
    \@log, [ 'woken', 'before', '2 in wait_2', '0 in wait_0', '1 in wait_1', 'behind' ],
    'in the order in which they were completed'
);

@log = ();
run_states(
    go => async sub {
        $_[KERNEL]->yield('next');
        await Future->done;
        push @log, 'did not stop';
        await POE::Future->done_later;
        push @log, 'did';
    },
    next => sub { push @log, 'next' });
is_deeply(\@log, [ 'did not stop', 'next', 'did' ], 'for what is ready it does not stop');

@log = ();
run_states(
    go   => sub { $_[KERNEL]->yield(work => $_) for 1 .. 3 },
    work => async sub {
        my $n = $_[ARG0];
        push @log, "begin $n";
        await POE::Future->new_delay(0.03 / $n);
        push @log, "end $n";
    },
);
is_deeply(
    \@log, [ 'begin 1', 'begin 2', 'begin 3', 'end 3', 'end 2', 'end 1' ],
    'a handler may be called anew while it waits'
);

done_testing;
