use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

# ^Z gives the terminal back to the shell; when the viewer goes on it takes it again and draws everything.

plan skip_all => "for the viewer of this distribution" if is_upstream();
my $missing = Terminal::missing();
plan skip_all => $missing if $missing;
require ProbeServer;

my $probe    = ProbeServer->start;
my $terminal = $probe->screens([]);
$terminal->shows(qr/^ !? +ID Name/m, 'the screens are there');

for my $turn (1 .. 2) {
    $terminal->written;
    $terminal->type("\cZ");
    $terminal->comes_to(
        sub { $terminal->{written} =~ /\e\[\?25h\e\[\?1049l\z/ && !$terminal->is_raw },
        "turn $turn: stopped, and the terminal as before"
    );
    ok($terminal->is_running, '... but not ended');
    $terminal->_erase_all;
    $terminal->signal('CONT');
    $terminal->shows(qr/^ !? +ID Name.*worker two/ms, '... it goes on and draws everything');
    ok($terminal->is_raw, '... and gets each key');
}
$terminal->signal('STOP');
$terminal->signal('CONT');
$terminal->type('?');
$terminal->shows(qr/Columns of Sessions/, 'stopped by others it goes on as well');
$terminal->type('qq');
is($terminal->ends, 0, 'and ends');

done_testing;
