use strict;
use warnings;

use lib 't/lib';
use SetClock;    # first: the program runs again
use POETest;
use POE;
use Test::More;
use Time::HiRes qw(time);

# Whatever the kernel tells of a time is of the clock on the wall as it is now, or what was asked for.

plan skip_all => 'POE 1.370 has one clock for both' if is_upstream();

my $ahead = 5000;

sub is_about {
    my ($is, $expected, $what) = @_;
    return ok(abs($is - $expected) < 30, $what) || diag "$is, not $expected";
}

my %told;
play(
    _start => sub {
        my ($kernel) = $_[KERNEL];
        my $then     = time;
        my $alarm    = $kernel->alarm_set(alarm => $then + 10_000);
        my $fixed    = $kernel->alarm_set(fixed => $then + 20_000);
        my $named    = $kernel->delay_set(named => 1000);
        $kernel->delay(plain => 500);
        set_clock($ahead);
        is_about($kernel->get_next_event_time, $then + 500 + $ahead, 'the next event, a delay');
        is_about($kernel->alarm_adjust($alarm, 10), $then + 10_010, 'an alarm that is adjusted');
        is_about(
            $kernel->delay_adjust($named, 70), $then + 70 + $ahead,
            'a delay that is adjusted'
        );
        is_about(
            $kernel->delay_adjust($alarm, 80), $then + 80 + $ahead,
            'an alarm that becomes a delay'
        );
        is_about($kernel->get_next_event_time, $then + 70 + $ahead, 'the next one after that');
        $told{ $_->[0] } = $_->[1] for $kernel->alarm_remove_all;
        is_about($told{fixed}, $then + 20_000, 'an alarm when it is removed');
        is_about($told{named}, $then + 70 + $ahead, 'a delay when it is removed');
        is_about($told{plain}, $then + 500 + $ahead, 'one that has a name only');
        is $told{fixed}, $then + 20_000, 'what was asked for, to the last digit';
    });
done_testing;
