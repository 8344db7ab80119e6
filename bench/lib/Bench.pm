package Bench;

# What the measuring programs share: how long they run, and how they say what they found. A program
# prints one line for each figure: name, value, unit. Which POE it measures is a matter of @INC alone.

use strict;
use warnings;

use Exporter    qw(import);
use POSIX       ();
use Time::HiRes ();

our @EXPORT = qw(cpu_seconds finish measured now over report rss_bytes timed);

sub now { return Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) }

my $seconds = $ENV{BENCH_SECONDS} || 0.4;
my $turns   = $ENV{BENCH_TURNS};
my $ends;

# True once the measured time has passed, or after so many calls where instructions are counted. The
# clock starts at the first call.
sub over {
    return --$turns <= 0 if defined $turns;
    my $now = now();
    $ends //= $now + $seconds;
    return $now >= $ends;
}

# Calls $batch, which does $size operations, until the time is over; returns operations a second.
sub timed {
    my ($size, $batch) = @_;
    my ($done, $start) = (0, now());
    until (over()) { $batch->(); $done += $size }
    return $done / (now() - $start);
}

sub report {
    my ($name, $value, $unit) = @_;
    printf "%s %.*f %s\n", $name, $value < 100 ? 4 : 0, $value, $unit;
    return;
}

# The usual end of a program that counted $done operations since $start.
sub measured {
    my ($name, $done, $start) = @_;
    report($name, $done / (now() - $start), 'per_s');
    return finish();
}

# Leaves without taking down what was built up: that would cost more than the measurement.
sub finish {
    STDOUT->flush;
    POSIX::_exit(0);
}

sub cpu_seconds {
    my ($user, $system) = times;
    return $user + $system;
}

# Of this process or another.
sub rss_bytes {
    my ($process) = @_;
    open my $in, '<', '/proc/' . ($process // 'self') . '/statm' or return 0;
    return (split ' ', <$in>)[1] * POSIX::sysconf(POSIX::_SC_PAGESIZE());
}

1;
