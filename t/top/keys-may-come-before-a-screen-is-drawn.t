use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

# Who types ahead moves in a screen that was never seen.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
my $missing = Terminal::missing();
plan skip_all => $missing if $missing;
require ProbeServer;

my $probe = ProbeServer->start;
for my $key ("\e[6~", "\e[5~", 'j', 'G') {
    my $terminal = $probe->screens([]);
    $terminal->shows(qr/^ !? +ID Name/m, 'sessions');
    $terminal->type(join $key, 3 .. 9, '?', 'q');
    $terminal->shows(qr/^Where the time goes/m, 'the last screen is there');
    $terminal->type('q');
    is($terminal->ends, 0, 'the end');
    is($terminal->errors, '', 'without complaints');
}

done_testing;
