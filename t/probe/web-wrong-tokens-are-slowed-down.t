use strict;
use warnings;

use lib 't/lib';
use POETest qw(scaled);
use Test::More;
use Time::HiRes qw(sleep time);
use WebProbe;

# So many a second are compared; then not even the right one is, until the next second.

WebProbe->plan_or_skip;
my $web = WebProbe->start;

my %codes;
my $until = time + scaled(10);
until ($codes{429} or time > $until) {
    $codes{ $web->ask(POST => '/login', {}, 'f' x 32)->{code} }++;
}
ok $codes{429}, 'after some wrong ones it is time to wait';
my ($most) = 5;
cmp_ok $codes{401}, '<=', $most * (1 + scaled(10)), 'few were compared';

my $pair;
until ($pair or time > $until + scaled(5)) {
    $pair = $web->log_in or sleep 0.1;
}
ok $pair, 'a second later the right one is let in';
is $web->ask(GET => '/snapshot', { Cookie => $pair })->{code}, 200, 'who is in stays in';
is $web->ask(GET => '/snapshot', { Authorization => 'Bearer x' })->{code}, 401,
    'and others are judged again';

done_testing;
