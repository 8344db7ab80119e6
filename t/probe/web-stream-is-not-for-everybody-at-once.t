use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# Streams leave room for other requests.

WebProbe->plan_or_skip;
my $web  = WebProbe->start;
my $auth = { Authorization => "Bearer $web->{token}" };

my @open;
for my $n (1 .. 8) {
    push @open, my $socket = $web->connect;
    print {$socket} $web->request(GET => "/stream?match=$n", $auth);
    my $text = WebProbe->read_all($socket, 10, qr/event: snapshot/);
    like $text, qr/\AHTTP\/1\.1 200.*event: snapshot/s, "stream $n";
}
my $one_more = $web->get('/stream');
is $one_more->{code}, 503, 'one more has to wait';
ok $one_more->{fields}{'retry-after'}, '... and is told so';
is $web->get('/stream', { Accept => '*/*' })->{code}, 503, 'so is another';
$web->is_well('others are answered');

done_testing;
