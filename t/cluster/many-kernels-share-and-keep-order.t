use strict;
use warnings;

use lib 't/lib';
use POETest;
use NATSServer;
use Test::More;

# Four kernels of 40 sessions, which send 8,000 messages; bench/cluster does it with ten and 100,000.

needs_nats();
require Crowd;
my $server = nats_server();
my $sum    = Crowd::crowd($server->url . '/crowd', 4, 40, 8000);

is $sum->{handed}, 8000, 'all are handed over';
is $sum->{named}, 4000, 'what is sent to a session comes';
is $sum->{shared}, 4000, 'and to one of those who offer it';
is $sum->{disorder}, 0, 'in order, of one kernel to one session';
is $sum->{lost}, 0, 'nothing is told of as lost';
my ($least) = sort { $a <=> $b } @{ $sum->{shares} };
cmp_ok $least, '>', 850, 'they get about as many' or diag "@{ $sum->{shares} }";

done_testing;
