use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

# Events on their way: alarms and the kernel's own count where they go to; self-posts do not count where
# they come from.

look(
    sub {
        my ($api, $session) = @_;
        my $kid    = session(hello => sub { });
        my @before = ($api->event_count_to, $api->event_count_from);
        $poe_kernel->yield('later');
        $poe_kernel->delay(later => 0.001);
        is $api->event_count_to, $before[0] + 2, 'an event and a delay to itself';
        is $api->event_count_from, $before[1], 'do not come from elsewhere';
        $poe_kernel->post($kid, 'hello') for 1 .. 3;
        is $api->event_count_from, $before[1] + 3, 'three to another';
        is $api->event_count_from($session->ID), $before[1] + 3, 'by ID';
        is $api->event_count_to($kid), $api->event_count_to($kid->ID), 'which it will get';
        cmp_ok $api->event_count_to($kid), '>=', 3, 'all of them';
        is $api->event_count_to(9999), 0, 'to nobody';
        is $api->event_count_from(9999), 0, 'and from nobody';
        is $api->event_queue->get_item_count, scalar $api->event_queue_dump, 'in the queue';
    },
    later => sub { });

done_testing;
