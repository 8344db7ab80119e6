use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Time::HiRes qw(time);

is $poe_kernel->get_event_count, 0, 'no event at load';
is $poe_kernel->get_next_event_time, undef, 'so no next time';
is_deeply [ $poe_kernel->get_next_event_time ], [undef], 'not even in list context';

play(
    _start => sub {
        my $kernel = $_[KERNEL];
        my $before = $kernel->get_event_count;
        $kernel->alarm_set(a => 5000);
        is $kernel->get_next_event_time, 5000, 'the earliest alarm';
        my $id = $kernel->alarm_set(a => 4000);
        is $kernel->get_next_event_time, 4000, 'an earlier one';
        $kernel->alarm_adjust($id, 10);
        is $kernel->get_next_event_time, 4010, 'adjusted';
        is $kernel->get_event_count, $before + 2, 'both are counted';
        $kernel->alarm_remove_all;
        is $kernel->get_event_count, $before, 'and no more when removed';
        $kernel->alarm_set(far => time + 1000);
        $kernel->yield('end');
        cmp_ok abs($kernel->get_next_event_time - time), '<', scaled(1),
            'a posted event is due now';
        is $kernel->get_event_count, $before + 2, 'posted events count too';
    },
    end => sub { $_[KERNEL]->alarm_remove_all },
);

is $poe_kernel->get_event_count, 0, 'nothing is left after run';

done_testing;
