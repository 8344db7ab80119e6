use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ClusterTool;
use POETest;
use Test::More;

# Each command, for people and for scripts, and the status it ends with.

needs_poe_cluster();
require IKC;
IKC->import;

my $port = other_kernel(sub { server(shop_sessions()) });
$ENV{POE_CLUSTER} = "ikc://127.0.0.1:$port";

sub says {
    my ($arguments, $text, $status, $error) = @_;
    my $said = poe_cluster({ env => { POE_CLUSTER => $ENV{POE_CLUSTER} } }, @$arguments);
    like $said->{stdout}, $text, "poe-cluster @$arguments";
    is $said->{status}, $status  || 0, '... its status';
    like $said->{stderr}, $error || qr/\A\z/, '... its complaints';
    return $said;
}

says(['kernels'], qr/\AKernel +PID .*\nSrv +[0-9]+ +yes +\S+ +127\.0\.0\.1:$port\n\z/);
says([qw(sessions Srv)], qr/\AKernel.*\nSrv +prices +no +no +ask fail forget odd speak\n\z/);
says(['ping'], qr/\AKernel .*\nSrv +[0-9.]+[mu]?s\n\z/);
says([qw(ping Nobody)], qr/\A\z/, 1, qr/there is no kernel 'Nobody'; there are: Srv/);
says([qw(call Srv/prices/ask 7)], qr/\A\{"item":7,"price":3.5\}\n\z/);
says([qw(call poe:/prices/ask apple)], qr/\A\{"item":"apple","price":3.5\}\n\z/);
says([qw(call Srv/prices/nothing)], qr/\A\z/, 1, qr/has not published state 'nothing'/);
says([qw(call Srv/prices/fail)], qr/\A\z/, 1, qr/\Apoe-cluster: no\\x1b\[31m price\n\z/);
says([qw(call Srv/prices/odd)], qr/\A"\xc3\xbc\\u0007\\u202e"\n(?:null\n)?\z/);
says([qw(post Srv/prices/forget 1)], qr/\A\z/);
says([qw(post Srv/prices/nothing)], qr/\A\z/, 1, qr/has not published state 'nothing'/);
says([qw(post Other/prices/forget)], qr/\A\z/, 1, qr/Unknown kernel 'Other'/);
says([qw(post Srv/prices/speak)], qr/\A\z/);
says([qw(tail */prices/up -n 2)], qr{\A(?:poe://Srv/prices/up \{"price":4\}\n){2}\z});
says(
    [qw(bench --seconds 50ms)],
    qr{\ATo Srv .*\n.*one at a time .*/s .*\n.*16 at a time .*\none way .*/s +-.*\n\z}
);

is_deeply [ objects_in(says([qw(--json call Srv/prices/ask 7)], qr/./)) ],
    [ { result => [ { item => 7, price => 3.5 } ] } ], 'an answer';
is_deeply [ objects_in(says([qw(--json tail Srv/prices/down -n 1)], qr/./)) ],
    [ { kernel => 'Srv', session => 'prices', event => 'down', arguments => [ { price => 4 } ] } ],
    'what was said';
is_deeply [ map { $_->{bench} } objects_in(says([qw(--json bench --seconds 50ms)], qr/./)) ],
    [qw(round_trip_1 round_trip_16 one_way)], 'measures';

done_testing;
