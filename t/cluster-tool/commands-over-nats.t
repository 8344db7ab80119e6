use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Cluster;
use ClusterTool;
use Test::More;

# The same commands, where there are several kernels.

needs_poe_cluster();
my $broker = broker();
kernel($_ => shop_sessions(), offers => ['prices']) for qw(East West);

sub says {
    my (@arguments) = @_;
    my $said = poe_cluster('--wire', $broker->url . '/shop', '--json', @arguments);
    is $said->{status}, 0, "poe-cluster @arguments";
    is $said->{stderr}, '', '... has nothing to complain of';
    return objects_in($said);
}

is_deeply [ map { $_->{kernel} } says('kernels') ], [qw(East West)], 'all of them';
is_deeply [ map {"$_->{kernel}/$_->{session} $_->{offer}"} says('sessions') ],
    [ 'East/prices 1', 'West/prices 1' ], 'their sessions';
is_deeply [ map { $_->{kernel} } says('ping') ], [qw(East West)], 'they answer';
is_deeply [ says(qw(call poe://+/prices/ask 7)) ],
    [ { result => [ { item => 7, price => 3.5 } ] } ], 'one of them';
is_deeply [ says(qw(post poe://*/prices/speak)) ], [ { sent => 2 } ], 'both';
is_deeply [ says(qw(tail poe://West/prices/up -n 1)) ],
    [ { kernel => 'West', session => 'prices', event => 'up', arguments => [ { price => 4 } ] } ],
    'what one says';
is_deeply [ map {"$_->{bench} $_->{kernel}"} says(qw(bench West --seconds 50ms)) ],
    [ 'round_trip_1 West', 'round_trip_16 West', 'one_way West' ], 'measures';

done_testing;
