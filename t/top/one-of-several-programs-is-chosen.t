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

my $first    = ProbeServer->start(head   => { program => 'first.pl' });
my $second   = ProbeServer->start(folder => $first->folder, head => { program => 'second.pl' });
my $last     = $first->pid < $second->pid ? 'second' : 'first';
my $terminal = $first->screens([]);
$terminal->shows(qr/Which program\?.*^> .*^  /ms, 'one can choose');
$terminal->type("\e[B");
$terminal->shows(qr/^> +\d+ $last\.pl/m, 'down');
$terminal->type("\r");
$terminal->shows(qr/\A$last\.pl.*ID Name/s, 'enter');
$terminal->type('q');
is($terminal->ends, 0, 'the end');
$terminal = $first->screens([]);
$terminal->shows(qr/Which program\?/, 'again');
$terminal->type('q');
is($terminal->ends, 0, 'nobody has to choose');

done_testing;
