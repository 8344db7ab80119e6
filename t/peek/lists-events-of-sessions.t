use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

# What sessions have handlers for.

my $handlers = [qw(_start look)];

look(sub {
    my ($api, $session) = @_;
    my ($list, $array)  = both_contexts('session_event_list', $session);
    is_deeply $list, $handlers, 'a list';
    is_deeply $array, $handlers, 'in scalar context a reference';
    $poe_kernel->state(added => sub { });
    is_deeply [ $api->session_event_list ], [ sort @$handlers, 'added' ], 'one more, by default';

    my $kid = session(zeta => sub { }, alpha => sub { });
    is_deeply $api->event_list,
        { $session->ID => [ sort @$handlers, 'added' ], $kid->ID => [qw(_start alpha zeta)] },
        'those of all but the kernel';
});

subtest 'what died in the original' => sub {
    plan skip_all => 'there it dies' if is_upstream();
    my $stopped;
    look(sub {
        my ($api, $session) = @_;
        $stopped = $session;
        is_deeply [ $api->session_event_list($session->ID) ], $handlers, 'by ID';
        is_deeply [ $api->session_event_list($poe_kernel) ], [], 'the kernel has none';
        is scalar $api->session_event_list(9999), undef, 'nor has nobody';
    });
    is_deeply [ peek()->session_event_list($stopped) ], $handlers, 'one that has stopped';
    is_deeply peek()->event_list, {}, 'which is not in the list of all';
};

done_testing;
