use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

# The screens stay, with what was known last, and say what has happened.

plan skip_all => "for the viewer of this distribution" if is_upstream();
my $missing = Terminal::missing();
plan skip_all => $missing if $missing;
require ProbeServer;

my $probe    = ProbeServer->start;
my $terminal = $probe->screens([qw(-i 100ms)]);
$terminal->shows(qr/^> +2 web/m, 'it answers');
kill STOP => $probe->pid;
$terminal->shows(qr/^no answer for [\d.]+s/m, 'it does not answer');
$terminal->type('j');
$terminal->shows(qr/^> +3 Shop/m, '... but we do');
kill CONT => $probe->pid;
$terminal->comes_to(sub { $terminal->screen !~ /no answer/ }, 'it answers again');
$probe->stop;
$terminal->shows(qr/^the program has gone/m, 'it has gone');
$terminal->type('3');
$terminal->shows(qr/1 Sessions/, '... the screens are there');
$terminal->type('q');
is($terminal->ends, 0, 'and end as ever');

done_testing;
