use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# Requests that come together are answered in their order; of very many the rest is not read.

WebProbe->plan_or_skip;
my $web  = WebProbe->start;
my $auth = { Authorization => "Bearer $web->{token}", Connection => undef };

my $socket = $web->connect;
print {$socket} join '',
    (map { $web->request(GET => $_, $auth) } '/snapshot', '/nothing', '/session/shop'),
    $web->request(GET => '/metrics', { %$auth, Connection => 'close' });
my $all = WebProbe->read_all($socket);
is_deeply [ $all =~ m{^HTTP/1\.1 (\d+)}mg ], [ 200, 404, 200, 200 ], 'four in their order';
like $all, qr/poe_sessions 1\n/, 'the last of them whole';

$socket = $web->connect;
local $SIG{PIPE} = 'IGNORE';
my $many = $web->request(GET => '/snapshot', $auth) x 1000;
my $n    = 0;
$n += syswrite($socket, $many) // last for 1 .. 200;
cmp_ok $n, '<', 200 * length $many, 'one who asks and asks is cut off';
close $socket;

$socket = $web->connect;
print {$socket} $web->request(GET => '/stream', $auth), $web->request(GET => '/snapshot', $auth);
my $text = WebProbe->read_all($socket, 3, qr/event: delta.*event: delta/s);
is scalar(() = $text =~ m{^HTTP/1\.1}mg), 1, 'nothing comes after a stream';
$web->is_well;

done_testing;
