# alarms OPERATION [PENDING]: alarm_set, alarm_remove or delay_adjust while 100,000 alarms are pending.
# Due times are spread at random, as are the alarms that are picked.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

my $operation = shift || 'alarm_set';
my $pending   = shift || 100_000;
my $batch     = 20;

my %measure = (
    alarm_set => sub {
        my ($kernel, $ids, $base) = @_;
        my $rate = timed(
            $batch,
            sub { push @$ids, $kernel->alarm_set('due', $base + rand 1000) for 1 .. $batch });
        return $rate;
    },

    # What a batch takes out is put back outside the measured time.
    alarm_remove => sub {
        my ($kernel, $ids, $base) = @_;
        my ($done, $spent) = (0, 0);
        until (over()) {
            my @picked = map { splice @$ids, rand @$ids, 1 } 1 .. $batch;
            my $start  = now();
            $kernel->alarm_remove($_) for @picked;
            $spent += now() - $start;
            $done  += $batch;
            push @$ids, map { $kernel->alarm_set('due', $base + rand 1000) } 1 .. $batch;
        }
        return $done / $spent;
    },

    delay_adjust => sub {
        my ($kernel, $ids) = @_;
        my ($done, $start) = (0, now());
        until (over()) {
            $kernel->delay_adjust($ids->[ rand @$ids ], 1000 + rand 1000) for 1 .. 4;
            $done += 4;
        }
        return $done / (now() - $start);
    },
);

POE::Session->create(
    inline_states => {
        _start => sub {
            my $kernel = $_[KERNEL];
            my $base   = time + 1000;
            my @due    = sort { $a <=> $b } map { rand 1000 } 1 .. $pending;
            my @ids    = map  { $kernel->alarm_set('due', $base + $_) } @due;
            report($operation, $measure{$operation}->($kernel, \@ids, $base), 'per_s');
            finish();
        },
        due => sub { },
    },
);
