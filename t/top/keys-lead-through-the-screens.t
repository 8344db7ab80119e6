use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

plan skip_all => "for the viewer of this distribution" if is_upstream();
my $missing = Terminal::missing();
plan skip_all => $missing if $missing;
require ProbeServer;

my $probe    = ProbeServer->start;
my $terminal = $probe->screens([], columns => 100);
$terminal->shows(qr/\Ashop\.pl \d+ epoll up 10m00s  sessions 6  events/, 'the head');
$terminal->shows(qr/^ !? +ID Name.*^> +2 web /ms, 'sessions, the busiest first');
$terminal->type('jj');
$terminal->shows(qr/^>! +4 worker two/m, 'down; a warning is marked');
$terminal->type("\e[A");
$terminal->shows(qr/^> +3 Shop::Worker/m, 'up by an arrow');
$terminal->type('G');
$terminal->shows(qr/^> +5 POE::Session/m, 'to the end');
$terminal->type('g');
$terminal->type("\r");
$terminal->shows(
    qr/^web \(session 2\) is alive for 2 reasons:.*known as "web"/ms,
    'enter tells why'
);
$terminal->type("\e");
$terminal->shows(qr/^ !? +ID Name/m, 'back');
my @screens = (
    3    => qr/^> ?got_line/m, 4 => qr/^ FD\^ Mode/m, v => qr/^> +1 POE::Wheel::SocketFactory/m,
    5    => qr/^> *750ms tick/m,
    6    => qr/waits for itself: w3 > worker two > w3/, 7 => qr/s starts a trace/,
    8    => qr/^ a handler ran for 250ms$/m,
    9    => qr/Where the time goes.*How late events are.*descriptors 9 of 1024/s,
    "\t" => qr/^ !? +ID Name/m,
);
while (my ($key, $shown) = splice @screens, 0, 2) {
    $terminal->type($key);
    $terminal->shows($shown, "key $key" =~ s/\t/tab/r);
}
$terminal->type("3\r");
$terminal->shows(qr/^got_line\nCount 9000/m, 'all about an event');
$terminal->type("\e\e[B\r");
$terminal->shows(
    qr/^tick\nCount 400.*How long handlers took\n +1\.0us +300 \[\|+/ms,
    '... with its histograms'
);
$terminal->type('1?');
$terminal->shows(qr/Columns of Sessions.*Queue +Events on their way to it\./s, 'help');
$terminal->type('q');
$terminal->shows(qr/^ !? +ID Name/m, '... goes away');
$terminal->type('q');
is($terminal->ends, 0, 'the end');
is($terminal->errors, '', 'without complaints');

done_testing;
