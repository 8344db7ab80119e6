# alarms OPERATION [PENDING]: what ../alarms.pl does, with EV's own timers from Perl.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Bench;
use EV;

my $operation = shift || 'alarm_set';
my $pending   = shift || 100_000;
my $batch     = 20;
my $due       = sub { };
my @timers
    = map { EV::timer 1000 + $_, 0, $due } sort { $a <=> $b } map { rand 1000 } 1 .. $pending;

my %measure = (
    alarm_set => sub {
        return timed(
            $batch,
            sub { push @timers, EV::timer 1000 + rand 1000, 0, $due for 1 .. $batch });
    },

    alarm_remove => sub {
        my ($done, $spent) = (0, 0);
        until (over()) {
            my @picked = map { splice @timers, rand @timers, 1 } 1 .. $batch;
            my $start  = now();
            undef $_ for @picked;
            $spent += now() - $start;
            $done  += $batch;
            push @timers, map { EV::timer 1000 + rand 1000, 0, $due } 1 .. $batch;
        }
        return $done / $spent;
    },

    delay_adjust => sub {
        my ($done, $start) = (0, now());
        until (over()) { $timers[ rand @timers ]->set(1000 + rand 1000, 0) for 1 .. 4; $done += 4 }
        return $done / (now() - $start);
    },
);

report($operation, $measure{$operation}->(), 'per_s');
finish();
