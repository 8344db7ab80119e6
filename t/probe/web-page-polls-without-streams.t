use strict;
use warnings;

use lib 't/lib';
use Browser;
use POETest qw(scaled);
use Test::More;
use WebProbe;

# Where there is no EventSource, and where all streams are taken.

WebProbe->plan_or_skip;
plan skip_all => 'Chromium is not installed' if !Browser->path;

my $web     = WebProbe->start;
my $browser = Browser->start;
my $said    = 'document.getElementById("said").textContent';
my $polls
    = "$said === 'live, by polling' && document.querySelectorAll('#pane tbody tr').length === 1";

$browser->open($web->{url} =~ s{/#}{/?poll#}r);
ok $browser->wait_for($polls, scaled(30)), 'it is live without';
is $browser->value('location.search + location.hash'), '?poll', 'as it was asked for';
my $before = $web->json('/snapshot?parts=none')->{head}{uptime};
ok $browser->wait_for(
    qq{!/up [0$before] s/.test(document.getElementById("about").textContent)},
    scaled(15)
    ),
    'it goes on';

my @open;
for (1 .. 8) {
    push @open, my $socket = $web->connect;
    print {$socket} $web->request(GET => '/stream', { Authorization => "Bearer $web->{token}" });
    WebProbe->read_all($socket, 10, qr/event: snapshot/);
}
$browser->open("http://$web->{host}/");
ok $browser->wait_for($polls, scaled(30)), 'it is live without a free stream';
close $_ for @open;
ok $browser->wait_for("$said === 'live'", scaled(40)), 'when one is free it is taken';

done_testing;
