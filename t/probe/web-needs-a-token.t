use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# Each user of the machine can connect. All but the page itself, which holds nothing, needs the token.

WebProbe->plan_or_skip;
my $web = WebProbe->start;

my @secret
    = qw(/snapshot /stream /session/shop /event/hello /metrics /trace /nothing /login/ /../snapshot //snapshot);
for my $path (@secret) {
    is $web->ask(GET => $path)->{code}, 401, "$path not without a token";
}
unlike $web->ask(GET => '/')->{body}, qr/shop|\Q$web->{token}\E/,
    'the page holds nothing of the program';

my %wrong = (
    'a wrong token'  => { Authorization => 'Bearer ' . '0' x 32 },
    'another way'    => { Authorization => "Basic $web->{token}" },
    'a cookie of it' => { Cookie        => "poe_probe_$web->{port}=$web->{token}" },
    'in the address' => {},
);
for my $what (sort keys %wrong) {
    is $web->ask(GET => "/snapshot?token=$web->{token}", $wrong{$what})->{code}, 401,
        "not by $what";
}
is $web->get('/snapshot')->{code}, 200, 'by the token';
is $web->get($_)->{code}, 404, "$_ is not there"
    for qw(/nothing /session/ /event/ /session/nobody /../snapshot);

done_testing;
