use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing                                    if $missing;
plan skip_all => 'upstream loses the key after a completion' if is_upstream();

my $example = 'readline.pl';
open my $in, '<', "examples/$example" or die "examples/$example: $!";
my $terminal = Terminal->start(join '', readline $in);

$terminal->line_is('notes> |', 'it asks');
$terminal->type("he\t\r");
$terminal->shows(qr/^help    tells this\n(?:.+\n){3}.*\nnotes>$/m, 'commands are completed');
$terminal->type("note milk\rno\t bread\rlist\r");
$terminal->shows(qr/^1\. milk\n2\. bread\nnotes>$/m, 'notes are kept');
$terminal->type("remind 0.01 the oven\rnote half");
$terminal->shows(
    qr/^\*\*\* the oven\n(?:.*\n)?notes> note half$/m,
    'a reminder comes while one types'
);
$terminal->type("\cUfoo\r");
$terminal->shows(qr/^What is foo\? Type help\.$/m, 'unknown commands');
$terminal->type("remind 1000 never\r\cP\cP\cP\cA\cKquit\r");
is $terminal->ends, 0, 'it ends at once';
is $terminal->errors, '', 'without complaints';

done_testing;
