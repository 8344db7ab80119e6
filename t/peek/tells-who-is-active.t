use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

# The kernel, and what it is doing now.

my $api = peek();
is $api->id, $poe_kernel->ID, 'its ID';
is $api->active_event, undef, 'outside of handlers no event is handled';
is $api->current_session, $poe_kernel, 'and the kernel is active';
is $api->which_loop, $poe_kernel->poe_kernel_loop, 'the loop';

look(sub {
    my ($inside, $session) = @_;
    is $inside->active_event, 'look', 'the event';
    is $inside->current_session, $session, 'the session';
    my $called;
    my $kid = session(other => sub { $called = $api->active_event });
    $poe_kernel->call($kid, 'other');
    is $called, 'other', 'within a call';
    is $inside->active_event, 'look', 'and after it';
});

done_testing;
