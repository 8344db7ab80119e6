use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

look(
    sub {
        my ($api, $session) = @_;
        is $api->resolve_alias('one'), $session, 'whose alias it is';
        is $api->resolve_alias('two'), undef, 'that nobody has';
        is $api->session_alias_count, 2, 'how many';
        is $api->session_alias_count($session->ID), 2, 'by ID';
        is $api->session_alias_count($poe_kernel), 0, 'none';
        is_deeply [ $api->session_alias_list($session) ], [qw(one uno)], 'which, in order';
        is_deeply [ $api->session_alias_list($poe_kernel) ], [], 'none';
        my $id = $session->ID;
        is $api->session_id_loggable, "session $id (one, uno)", 'a name for logs';
        $poe_kernel->alias_remove($_) for qw(uno one);
        is $api->session_id_loggable($poe_kernel), 'session ' . $api->id, 'without aliases';
    },
    _start => sub { $_[KERNEL]->alias_set($_) for qw(uno one) },
);

subtest 'in scalar context' => sub {
    plan skip_all => 'upstream there was nothing' if is_upstream();
    look(sub {
        $poe_kernel->alias_set($_) for qw(uno one);
        is scalar peek()->session_alias_list, 2, 'the number of aliases';
        $poe_kernel->alias_remove($_) for qw(uno one);
    });
};

done_testing;
