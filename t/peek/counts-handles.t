use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

# Handles that are watched: descriptors, whatever the modes.

pipe my $in, my $out   or die "pipe: $!";
pipe my $in2, my $out2 or die "pipe: $!";

look(
    sub {
        my ($api, $session) = @_;
        my $before = $api->handle_count;
        $poe_kernel->select_read($in, 'ready');
        $poe_kernel->select_write($out, 'ready');
        is $api->handle_count - $before, 2, 'two descriptors';
        is $api->session_handle_count, 2, 'of the session';
        is $api->session_handle_count($session->ID), 2, 'by ID';
        is $api->session_handle_count($poe_kernel), $before, 'not of the kernel';
        ok $api->is_handle_tracked($in, 0), 'for reading';
        ok !$api->is_handle_tracked($in, 1), 'not for writing';
        ok !$api->is_handle_tracked($in, 2), 'nor for expedited data';
        ok $api->is_handle_tracked($out, 1), 'the other for writing';
        ok !$api->is_handle_tracked($in2, $_), "one that nobody watches, $_" for 0 .. 2;
        $poe_kernel->select_write($in, 'ready');
        is $api->session_handle_count, 2, 'the same descriptor in another mode';
        $poe_kernel->select($_) for $in, $out;
        is $api->session_handle_count, 0, 'none are left';
        ok !$api->is_handle_tracked($in, 0), 'nor tracked';
    },
    ready => sub { });

done_testing;
