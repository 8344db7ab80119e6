use strict;
use warnings;

use lib 't/lib';
use POETest qw(scaled);
use Test::More;
use WebProbe;

# Whoever does not finish a request in time is sent away, even if a byte comes now and then.

WebProbe->plan_or_skip;
my $limit = scaled(1);
my $web   = WebProbe->start(sessions =>
        qq{require POE::XS::Probe::Web; \$POE::XS::Probe::Web::Client::LIMIT{ask} = $limit;});

my @half = (
    '', 'G', "GET / HTTP/1.1\r\nHost: ",
    $web->request(POST => '/login', { 'Content-Length' => 32 }) . 'abc'
);
for my $text (@half) {
    my $socket = $web->connect;
    print {$socket} $text;
    my $all = WebProbe->read_all($socket, 20);
    is $all, '', 'nothing is said after ' . length($text) . ' bytes';
    my $n = sysread $socket, my $more, 1;
    ok !$n, '... and the connection ends';
}
my $socket = $web->connect;
my $sent   = 0;
local $SIG{PIPE} = 'IGNORE';
for my $byte (split //, 'GET / HTTP/1.1' . 'a' x 100) {
    last if IO::Select->new($socket)->can_read(scaled(0.2));
    syswrite $socket, $byte;
    $sent++;
}
cmp_ok $sent, '<', 60, 'so does that of one who dribbles';
$web->is_well;

done_testing;
