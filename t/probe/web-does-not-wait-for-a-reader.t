use strict;
use warnings;

use lib 't/lib';
use POETest qw(scaled);
use Socket  qw(SOL_SOCKET SO_RCVBUF);
use Test::More;
use Time::HiRes qw(sleep time);
use WebProbe;

# A browser that stopped reading has a bounded number of bytes kept for it, and is dropped then.

WebProbe->plan_or_skip;
my $web = WebProbe->start(sessions => <<'CODE');
    require POE::XS::Probe::Web;
    $POE::XS::Probe::Web::Client::LIMIT{queue} = 100_000;
    for my $n (1 .. 400) {
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->alias_set("worker $n " . 'x' x 400); $_[KERNEL]->delay(tick => 0.3) },
            tick   => sub { $_[KERNEL]->delay(tick => 0.3) },
        });
    }
CODE

my $before = $web->json('/snapshot?parts=none')->{head};
my $socket = $web->connect;
setsockopt $socket, SOL_SOCKET, SO_RCVBUF, 4096;
print {$socket} $web->request(GET => '/stream', { Authorization => "Bearer $web->{token}" });

my ($head, $until) = ($before, time + scaled(30));
until ($head->{dropped} > $before->{dropped} or time > $until) {
    $head = $web->json('/snapshot?parts=none')->{head};
    sleep 0.2;
}
cmp_ok $head->{dropped}, '>', $before->{dropped}, 'the reader is dropped, and counted';
cmp_ok $head->{memory} - $before->{memory}, '<', 20_000_000, 'little was kept for it';
my $all = WebProbe->read_all($socket, 5);
ok length $all, 'what it had is still its own';
$web->is_well;

done_testing;
