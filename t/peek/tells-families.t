use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

# Parents and children.

look(sub {
    my ($api, $session) = @_;
    my ($kid, $grandkid);
    $kid = session(
        _start => sub {
            $grandkid = session(_start => sub { $_[KERNEL]->yield('stay') }, stay => sub { });
        });
    my ($children, $count) = both_contexts('get_session_children');
    is_deeply [ map { $_->ID } @$children ], [ $kid->ID ], 'children of the current session';
    is $count, 1, 'in scalar context their number';
    is_deeply [ map { $_->ID } $api->get_session_children($kid->ID) ], [ $grandkid->ID ], 'by ID';
    is_deeply [ map { $_->ID } $api->get_session_children($poe_kernel) ], [ $session->ID ],
        'of the kernel';
    is_deeply [ both_contexts('get_session_children', $grandkid) ], [ [], 0 ], 'without any';

    is $api->get_session_parent($grandkid), $kid, 'a parent';
    is $api->get_session_parent($kid->ID), $session, 'by ID';
    is $api->get_session_parent, $poe_kernel, 'at the top';
    is $api->get_session_parent($poe_kernel->ID), undef, 'the kernel has none';

    ok $api->is_session_child($session, $kid), 'a child';
    ok $api->is_session_child($session->ID, $kid->ID), 'by ID';
    ok $api->is_session_child($poe_kernel), 'the current session of the kernel';
    ok !$api->is_session_child($session, $grandkid), 'not a grandchild';
    ok !$api->is_session_child($session, $session), 'nor the session itself';
    is $api->is_session_child, undef, 'nobody is asked about';
});

done_testing;
