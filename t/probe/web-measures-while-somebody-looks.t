use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# Whoever only connects costs nothing; whoever has the token sees times.

WebProbe->plan_or_skip;
my $web = WebProbe->start(sessions => <<'CODE');
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set('meter ' . POE::XS::measures()); $_[KERNEL]->delay(tick => 0.05) },
        tick   => sub {
            my ($now) = map {"meter $_"} POE::XS::measures();
            my ($old) = grep {/meter/} $_[KERNEL]->alias_list;
            if ($old ne $now) { $_[KERNEL]->alias_set($now); $_[KERNEL]->alias_remove($old) }
            print STDERR "$now\n";
            $_[KERNEL]->delay(tick => 0.05);
        },
    });
CODE

$web->ask(GET => '/') for 1 .. 5;
$web->ask(GET => '/snapshot');
select undef, undef, undef, 0.3;
unlike $web->stderr, qr/times/, 'nothing for those without a token';
like $web->stderr, qr/meter counts/, '... but counts';
my $head = $web->json('/snapshot')->{head};
is $head->{level}, 'times', 'times for those with one';
my $socket = $web->connect;
print {$socket} $web->request(GET => '/stream', { Authorization => "Bearer $web->{token}" });
my $text = WebProbe->read_all($socket, 10, qr/"meter times"/);
like $text, qr/"meter times"/, '... as the program can see';

done_testing;
