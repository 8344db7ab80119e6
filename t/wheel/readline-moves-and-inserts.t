use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

my $editor = Terminal->editor;

subtest 'typing' => sub {
    $editor->edits('hello, world', 'hello, world|', 'plain characters');
    $editor->edits("ac\cBb", 'ab|c', 'before others');
    $editor->edits("a\cV\cAb\cV\e[c", 'a^ab^[[c|', 'C-v takes the next key as it is');
    $editor->edits("\xe9\xc3\xa4z", '^[i^[c^[$z|', 'bytes beyond ASCII are shown as Meta keys');
    $editor->edits("a\cZb\c^", 'a^zb^^|', 'keys without a meaning are inserted');
    $editor->edits("a\ezb", 'a^[zb|', 'sequences as well');
    $editor->edits("a\e\tb", is_upstream() ? 'ab|' : 'a^ib|', 'M-TAB inserts one');
};

subtest 'overwriting' => sub {
    $editor->edits("abc\cA\e[2~XY", 'XY|c', 'the insert key replaces what is there');
    $editor->edits("abc\cA\e[2~X\e[2~Y", 'XY|bc', 'and inserts again');
    $editor->edits("ab\cB\e[2~XYZ", 'aXYZ|', 'behind the end it goes on');
    $editor->edits("ab\cAX", 'X|ab', 'each line begins with inserting');
};

subtest 'by characters' => sub {
    $editor->edits("abc\cB\cB", 'a|bc', 'C-b');
    $editor->edits("abc\eOD\eOD", 'a|bc', 'the left arrow');
    $editor->edits("abc\cA\cF\cF", 'ab|c', 'C-f');
    $editor->edits("abc\cA\eOC", 'a|bc', 'the right arrow');
    $editor->edits("abc\cA", '|abc', 'C-a');
    $editor->edits("abc\e[1~", '|abc', 'Home');
    $editor->edits("abc\cA\cE", 'abc|', 'C-e');
    $editor->edits("abc\cA\e[4~", 'abc|', 'End') if !is_upstream();
    my $bells = $editor->bells;
    $editor->edits("a\cB\cB", '|a', 'not beyond the beginning');
    is $editor->bells, $bells + 1, 'the bell rings';
    $editor->edits("a\cF", 'a|', 'nor beyond the end');
    is $editor->bells, $bells + 2, 'the bell rings';
};

subtest 'by words' => sub {
    $editor->edits("foo bar\cA\ef", 'foo| bar', 'M-f goes behind a word');
    $editor->edits("foo  bar-x\cA\ef\ef", 'foo  bar|-x', 'past what stands before it');
    $editor->edits("foo  bar-x\cA\ef\ef\ef", 'foo  bar-x|', 'marks divide words');
    $editor->edits("foo bar", 'foo bar|');
    $editor->edits("foo bar\eb", 'foo |bar', 'M-b goes to the front of one');
    $editor->edits("foo bar-x \eb\eb", 'foo |bar-x', 'past what stands behind it');
    my $bells = $editor->bells;
    $editor->edits("foo -\ef", 'foo -|', 'no word');
    $editor->edits("- foo\cA\eb", '|- foo', 'none before either');
    is $editor->bells, $bells + 2, 'the bell rings';
};

subtest 'to a character' => sub {
    plan skip_all => 'upstream dies' if is_upstream();
    $editor->edits("abcabc\cA\c]c", 'ab|cabc', 'C-] goes to the next');
    $editor->edits("abcabc\cA\c]c\c]c", 'abcab|c', 'and the next');
    $editor->edits("abcabc\e\c]a", 'abc|abc', 'M-C-] goes back to one');
    $editor->edits("abcabc\cA\e2\c]b", 'abca|bc', 'to the second');
    $editor->edits("abcabc\e-\c]b", 'abca|bc', 'backwards with a negative argument');
    my $bells = $editor->bells;
    $editor->edits("abc\cA\c]x", '|abc', 'there is none');
    is $editor->bells, $bells + 1, 'the bell rings';
};

$editor->quits;
done_testing;
