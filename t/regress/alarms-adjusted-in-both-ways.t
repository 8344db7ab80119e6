use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Time::HiRes qw(time);

# delay_adjust means so long from now, alarm_adjust so much from where it was.
my ($begun, @log) = time;
play(
    _start => sub {
        my $kernel = $_[KERNEL];
        my $alarm  = $kernel->alarm_set(the_alarm => time + 10);
        my $delay  = $kernel->delay_set(the_delay => 10);
        $kernel->delay_adjust($delay, 0.2);
        $kernel->alarm_adjust($alarm, -9.9);
    },
    the_alarm => sub { push @log, 'alarm' },
    the_delay => sub { push @log, 'delay' },
);
is "@log", 'alarm delay';
cmp_ok time - $begun, '<', scaled(3);

done_testing;
