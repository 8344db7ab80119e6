use strict;
use warnings;

use lib 't/lib';
use POETest qw(scaled);
use Socket  qw(SOL_SOCKET SO_RCVBUF);
use Test::More;
use Time::HiRes qw(sleep time);
use WebProbe;

# A long answer is made as fast as it is read, and not at all for one that does not read for long.

WebProbe->plan_or_skip;
my $limit = scaled(2);
my $web   = WebProbe->start(sessions => <<"CODE");
    require POE::XS::Probe::Web;
    \$POE::XS::Probe::Web::Client::LIMIT{read} = $limit;
    for my \$n (1 .. 5000) {
        POE::Session->create(inline_states => {
            _start => sub { \$_[KERNEL]->alias_set("worker \$n " . 'x' x 100) },
        });
    }
CODE

my $before  = $web->json('/snapshot?parts=none')->{head};
my @sockets = map { $web->connect } 1 .. 8;
for my $socket (@sockets) {
    setsockopt $socket, SOL_SOCKET, SO_RCVBUF, 4096;
    print {$socket} $web->request(GET => '/snapshot', { Authorization => "Bearer $web->{token}" });
}
sleep scaled(1);
my $during = $web->json('/snapshot?parts=none')->{head};
cmp_ok $during->{memory} - $before->{memory}, '<', 24_000_000, 'eight that do not read cost little';
is $during->{viewers}, 9, '... and are waited for';

my ($head, $until) = ($during, time + scaled(20));
until ($head->{viewers} <= 1 or time > $until) {
    sleep 0.2;
    $head = $web->json('/snapshot?parts=none')->{head};
}
is $head->{viewers}, 1, 'in the end they are gone';
is scalar @{ $web->json('/snapshot')->{sessions} }, 5001, 'who reads gets all';

done_testing;
