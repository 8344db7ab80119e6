use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# A page elsewhere can have its name resolved to this machine: it then asks under its own name. Only the literal
# names of this machine, with the port, are taken.

WebProbe->plan_or_skip;
my $web  = WebProbe->start;
my $port = $web->{port};

for my $host ("127.0.0.1:$port", "localhost:$port", "[::1]:$port") {
    is $web->get('/snapshot', { Host => $host })->{code}, 200, "$host may ask";
}
my @others = (
    "evil.example:$port", "localhost6:$port", "127.0.0.1", "127.0.0.1:1", "localhost",
    "127.1:$port",
    "0177.0.0.1:$port", "2130706433:$port", "0.0.0.0:$port", "LOCALHOST.evil:$port",
    "127.0.0.1:$port.evil",
    "127.0.0.1:0$port", '',
);
for my $host (@others) {
    for my $path ('/', '/snapshot') {
        is $web->get($path, { Host => $host })->{code}, 403, qq{"$host" may not have $path};
    }
}
is $web->get('/snapshot', { Host => undef })->{code}, 403, 'nor may who names none';
is $web->get('/snapshot', { Host => [ "127.0.0.1:$port", 'evil.example' ] })->{code}, 403,
    'nor who names two';
is $web->ask(POST => '/login', { Host => "evil.example:$port" }, $web->{token})->{code}, 403,
    'the right token does not help';

done_testing;
