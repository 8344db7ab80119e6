use strict;
use warnings;

use lib 't/lib';
use SetClock;    # first: the program runs again
use POETest;
use POE;
use Test::More;

# Delays are durations, alarms are times: when somebody sets the clock neither is late for it, and
# none comes twice. By a child while we sleep, and by a handler.

plan skip_all => 'POE 1.370 has one clock for both' if is_upstream();

my ($began, %came);

sub after { return steady() - $began }

sub note_time {
    push @{ $came{ $_[STATE] } }, after();
    return;
}

# What is started before and after the clock is set, by whom; returns when it came, in seconds.
sub runs {
    my ($ahead, $by, $before, $after) = @_;
    set_clock(0);
    %came = ();
    POE::Session->create(
        inline_states => {
            _start => sub {
                $began = steady();
                $before->($_[KERNEL]);
                $by->($ahead);
                $after->($_[KERNEL]);
            },
            map { $_ => \&note_time } qw(alarm delay later),
        },
    );
    POE::Kernel->run;
    set_clock(0);
    return map {
        join ' ',
            map { sprintf '%.0f', $_ * 2 } @$_
    } @came{qw(alarm delay)};
}

sub by_a_child {
    my ($ahead) = @_;
    my $pid = fork // die "fork: $!";
    return POE::Kernel->sig_child($pid => 'reaped') if $pid;
    Time::HiRes::sleep(0.2);
    set_clock($ahead);
    POSIX::_exit(0);
}

my $nothing = sub { };
my $both    = sub {
    my $kernel = shift;
    $kernel->alarm(alarm => Time::HiRes::time() + 100);
    $kernel->delay(delay => 1);
};
my $soon = sub {
    my $kernel = shift;
    $kernel->alarm(alarm => Time::HiRes::time() + 0.5);
    $kernel->delay(delay => 1);
};

sub is_in_time {
    my ($what, $is, $least, $most) = @_;
    my ($first, @more) = split ' ', $is // '';
    ok !@more, "$what came once" or diag $is;
    ok defined $first && $first >= $least * 2 && $first <= $most * 2, "and in time"
        or diag $first // 'never';
    return;
}

for my $who ([ 'in a handler', \&set_clock ], [ 'while asleep', \&by_a_child ]) {
    my ($when, $by)     = @$who;
    my ($alarm, $delay) = runs(200, $by, $both, $nothing);
    is_in_time("alarm, set forward $when", $alarm, 0, 2.5);
    is_in_time('delay', $delay, 1, 2.5);

    ($alarm, $delay) = runs(-2, $by, $soon, $nothing);
    is_in_time("alarm, set back $when", $alarm, 2.5, 5);
    is_in_time('delay', $delay, 1, 2.5);
}

my ($alarm, $delay) = runs(-1000, \&set_clock, $nothing, $soon);
is_in_time('alarm by the new time', $alarm, 0.5, 2);
is_in_time('delay', $delay, 1, 2.5);

done_testing;
