use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

# From a stamp to a wall: no line is longer than the terminal is wide, and none is beyond its end.

plan skip_all => "for the viewer of this distribution" if is_upstream();
my $missing = Terminal::missing();
plan skip_all => $missing if $missing;
require ProbeServer;

my $probe = ProbeServer->start;
for my $size ([ 80, 24 ], [ 40, 10 ], [ 200, 50 ], [ 20, 5 ], [ 10, 3 ], [ 1, 1 ], [ 300, 2 ]) {
    my ($columns, $rows) = @$size;
    my $terminal = $probe->screens([], columns => $columns, rows => $rows);
    $terminal->comes_to(sub { $terminal->screen =~ /\S/ }, "$columns x $rows");
    my $wrapped = 0;
    for my $key (1 .. 9, '?', '/') {
        $terminal->type($key);
        $terminal->_listen(0.1);
        $wrapped ||= $terminal->{written} =~ /\e\[(\d+);1H/ && $1 > $rows;
    }
    ok(!$wrapped, '... nothing is drawn below the end');
    ok($terminal->is_running, '... on all screens');
}
my $terminal = $probe->screens([], columns => 80, rows => 24);
$terminal->shows(qr/^ !? +ID Name .* Events /m, 'columns that fit');
$terminal->resize(40, 10);
$terminal->signal('WINCH');
$terminal->shows(qr/^ !? +ID Name(?!.*Events)/m, 'fewer, when it is made smaller');
$terminal->resize(130, 10);
$terminal->signal('WINCH');
$terminal->shows(qr/^ !? +ID Name.*Parent.*Events.*Last$/m, 'more, when it is made larger');
my $plain = $probe->screens([], env => { POE_TOP_NO_READKEY => 1 }, columns => 44, rows => 8);
$plain->shows(qr/^1 Sessions 2 3 4 5 6 7 8 9$/m, 'the size is found without Term::ReadKey, too');

done_testing;
