use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# It misses several beats, but the server still has its subscription.

broker();
kernel(
    'Srv', { service => { work => sub { select undef, undef, undef, 1.5; return 'done' } } },
    heartbeat => 0.2
);

until_noted(1);
in_cluster(
    sub { $_[KERNEL]->call(IKC => monitor => Srv => { register => 'came', unregister => 'went' }) },
    join => { heartbeat => 0.2 },
    came => sub { $_[KERNEL]->post(IKC => call => 'poe://Srv/service/work', undef, 'poe:worked') },
    went => sub { note_down('gone') },
    worked => sub { note_down($_[ARG0]) },
);

is got()->[0], 'done', 'it answers at last';

done_testing;
