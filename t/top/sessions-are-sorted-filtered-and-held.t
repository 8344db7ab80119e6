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
my $terminal = $probe->screens([], columns => 120);

# The numbers of the sessions that are shown, from the top.
sub shows_sessions {
    my ($ids, $name) = @_;
    $terminal->comes_to(
        sub { join(' ', $terminal->screen =~ /^[ >]!? +([1-6]) \S/mg) eq $ids },
        "$name: $ids"
    );
}

shows_sessions('2 3 4 5', 'busy');
$terminal->type('<<<');
$terminal->shows(qr/Queuev/, 'the column before');
shows_sessions('3 2 4 5', 'queue');
$terminal->type('i');
$terminal->shows(qr/Queue\^/, 'the other way round');
shows_sessions('2 4 5 3', 'queue');
$terminal->type('h');
shows_sessions('1 2 4 5 6 3', 'with those in the background') or diag $terminal->screen;
$terminal->type('h/work');
shows_sessions('4 3', 'filtered while one types');
$terminal->shows(qr/^Filter: work/m, 'what one types');
$terminal->type("\e");
shows_sessions('2 4 5 3', 'taken back');
$terminal->type("/state:/^run/\r");
shows_sessions('4', 'an expression for a column');
$terminal->shows(qr{filter: state:/\^run/}, 'which is told');
$terminal->type("/\cU\r");
shows_sessions('2 4 5 3', 'none again');
$terminal->type('t');
shows_sessions('2 3 4 5', 'the tree');
$terminal->shows(qr/web .*\n.*3 \|- Shop::Worker.*\n.*4 `- worker two/, '... with its branches');
$terminal->type('tw');
$terminal->shows(qr/web .* \+\d+ /, 'growth');
$terminal->type(' ');
$terminal->shows(qr/^paused/m, 'held');
$terminal->type('q');
is($terminal->ends, 0, 'the end');

done_testing;
