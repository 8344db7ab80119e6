use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use POETest;
use Test::More;

# Memory is flat over awaits in one handler, handlers that wait once, questions, and those that are cancelled.

my $rounds = $ENV{POE_TEST_MANY} ? 2_000 : 20_000;

my %way = (
    'awaits in one handler' => async sub {
        my ($kernel, $count) = @_;
        for my $i (1 .. $count) { await POE::Future->done_later($i) }
    },
    'questions' => async sub {
        my ($kernel, $count) = @_;
        for my $i (1 .. $count) { await $kernel->ask($kernel->get_active_session, answer => $i) }
    },
    'questions to async subs' => async sub {
        my ($kernel, $count) = @_;
        for my $i (1 .. $count) { await $kernel->ask($kernel->get_active_session, later => $i) }
    },
    'cancelled waits' => async sub {
        my ($kernel, $count) = @_;
        for my $i (1 .. $count) {
            my $f = $kernel->call($kernel->get_active_session, 'long');
            $f->cancel;
            await POE::Future->done_later if !($i % 100);
        }
    },
    'limits of time' => async sub {
        my ($kernel, $count) = @_;
        for my $i (1 .. $count) { await POE::Future->timeout(60, POE::Future->done_later) }
    },
    'groups' => async sub {
        my ($kernel, $count) = @_;
        for my $i (1 .. $count / 10) {
            await $kernel->group(sub {
                my ($g) = @_;
                $g->start(async sub { await POE::Future->done_later }) for 1 .. 3;
            });
        }
    },
    'next events' => async sub {
        my ($kernel, $count) = @_;
        for my $i (1 .. $count) { $kernel->yield(tick => $i); await $kernel->next_event('tick') }
    },
);

sub in_a_handler {
    my ($code, $count) = @_;
    return run_states(
        go     => async sub { await $code->($_[KERNEL], $count) },
        answer => sub { $_[ARG0] },
        later  => async sub { await POE::Future->done_later; return $_[ARG0] },
        long   => async sub { await POE::Future->new_delay(60) },
    );
}

for my $name (sort keys %way) {
    in_a_handler($way{$name}, $rounds / 4);
    my $before = resident_bytes();
    in_a_handler($way{$name}, $rounds);
    cmp_ok(resident_bytes() - $before, '<', 600_000, $name);
}

my $count  = $rounds / 10;
my $before = resident_bytes();
for my $round (1 .. 4) {
    states(go => async sub { await POE::Future->new_delay(0.001) }) for 1 .. $count;
    POE::Kernel->run;
    $before = resident_bytes() if $round == 2;
}
cmp_ok(resident_bytes() - $before, '<', 600_000, 'sessions that each wait once');

done_testing;
