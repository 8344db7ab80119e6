use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# Another page in the same browser may send requests here. Browsers say where they come from.

WebProbe->plan_or_skip;
my $web  = WebProbe->start;
my $mine = { Origin => "http://$web->{host}", 'Sec-Fetch-Site' => 'same-origin' };

is $web->get('/snapshot', $mine)->{code}, 200, 'the page itself may ask';
is $web->get('/', { 'Sec-Fetch-Site' => 'none' })->{code}, 200, 'and who types the address';

my @origins = (
    'http://evil.example', "http://127.0.0.1:1", "https://$web->{host}", 'null',
    "http://$web->{host}.evil",
    "http://localhost:$web->{port}", 'http://127.0.0.1', '',
);
for my $origin (@origins) {
    is $web->get('/snapshot', { Origin => $origin })->{code}, 403, qq{not from "$origin"};
    is $web->ask(POST => '/login', { Origin => $origin }, $web->{token})->{code}, 403,
        '... and no login';
}
for my $site (qw(cross-site same-site elsewhere)) {
    is $web->get('/snapshot', { 'Sec-Fetch-Site' => $site })->{code}, 403, "not as $site";
    is $web->get('/', { 'Sec-Fetch-Site' => $site })->{code}, 403, '... and not even the page';
}
my $answer = $web->ask(
    OPTIONS => '/snapshot',
    { Origin => 'http://evil.example', 'Access-Control-Request-Method' => 'GET' });
is $answer->{code}, 403, 'nobody is told that others may';
unlike $web->get('/snapshot', $mine)->{head}, qr/Access-Control/i, 'no answer lets others read it';

done_testing;
