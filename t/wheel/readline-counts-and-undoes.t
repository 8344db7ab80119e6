use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

plan skip_all => 'upstream cannot count, nor undo' if is_upstream();

subtest 'numeric arguments' => sub {
    my $editor = Terminal->editor;
    $editor->edits("ab\e3x", 'abxxx|', 'M-3');
    $editor->edits("ab\e12x", 'abxxxxxxxxxxxx|', 'more digits');
    $editor->edits("ab\e1\e2x", 'abxxxxxxxxxxxx|', 'each with Meta');
    $editor->edits("abcdef\e3\cB", 'abc|def', 'a movement');
    $editor->edits("a b c d\e2\eb\e2\ed", 'a b |', 'words');
    $editor->edits("abcdef\e2\x7f", 'abcd|', 'deleting');
    $editor->edits("ab\e3\cVx", 'abxxx|', 'a quoted key');
    $editor->edits("abcdef\cA\e-\cF", '|abcdef', 'M-- turns a movement round');
    $editor->edits("abcdef\e-3\cF", 'abc|def', 'by so many');
    $editor->edits("foo bar\e-\ed", 'foo |', 'and a kill');
    my $bells = $editor->bells;
    $editor->edits("abc\e7\cB", '|abc', 'as far as it goes');
    is $editor->bells, $bells + 1, 'the bell rings once';
    $editor->edits("abc\e123456\x01d", 'd|abc', 'more digits than it takes');
    $editor->edits("abc\e-\cA\e3\cE", 'abc|', 'where it has no meaning');
    $editor->edits("ab\e2\e-x", 'abxx|', 'a minus behind a digit');
    $editor->edits("1\e32", '1|', 'an argument without a function');
    $editor->quits;
};

subtest 'undo' => sub {
    my $editor = Terminal->editor(setup => '$wheel->add_history("old")');
    $editor->edits("abc\c_", 'ab|', 'C-_ takes back one change');
    $editor->edits("abc\c_\c_", 'a|', 'and the one before');
    $editor->edits("foo bar\cA\cK\c_", '|foo bar', 'a kill, and the cursor is where it was');
    $editor->edits("foo bar\et\c_", 'foo bar|', 'words that changed places');
    $editor->edits("ab\cBx\cE\c_", 'a|b', 'movements are not counted');
    $editor->edits("ab\e5x\c_", 'ab|', 'a repeated function is one change');
    $editor->edits("abc\e2\c_", 'a|', 'undo can be repeated');
    $editor->edits("new\cPer\c_\c_", 'old|', 'a line of history has changes of its own');
    $editor->edits("abc\cW\er", '|', 'M-r takes back all');
    $editor->edits("\cP stuff\er", 'old|', 'of an old line too');
    my $bells = $editor->bells;
    $editor->edits("a\c_\c_", '|', 'there is no more');
    is $editor->bells, $bells + 1, 'the bell rings';
    $editor->edits("\er", '|', 'nor for M-r');
    is $editor->bells, $bells + 2, 'the bell rings';
    $editor->quits;
};

done_testing;
