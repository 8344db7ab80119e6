use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

subtest 'the two modes' => sub {
    my $editor = Terminal->editor(mode => 'vi');
    $editor->edits("abc\cBd", 'abc^bd|', 'typing') if !is_upstream();
    $editor->edits("abc\e", 'ab|c', 'ESC steps on the last character');
    $editor->edits("abc\eix", 'abx|c', 'i before the cursor');
    $editor->edits("abc\ehax", 'abx|c', 'a behind it');
    $editor->edits("abc\eIx", 'x|abc', 'I at the beginning');
    $editor->edits("abc\ehhAx", 'abcx|', 'A at the end');
    $editor->edits("abc\eh\cEx", 'ax|bc', 'C-e: emacs again');
    $editor->quits;
    $editor = Terminal->editor;
    $editor->edits("abc\e\cJ\ex", 'a|b', 'M-C-j: vi') if !is_upstream();
};

subtest 'end of input' => sub {
    my $editor = Terminal->editor(mode => 'vi');
    $editor->hears("\cD", '<eot>', 'C-d on an empty line');
    $editor->hears("\e\cD", '<eot>', 'in command mode too');
    return if is_upstream();
    $editor->hears("a\cC", '<interrupt>', 'C-c');
    $editor->hears("a\e\cC", '<interrupt>', 'in command mode too');
    $editor->edits("ab\cD", 'ab|', 'not on another, and the next line begins with typing');
    $editor->quits;
};

subtest 'moving' => sub {
    my $editor = Terminal->editor(mode => 'vi');
    $editor->edits("foo bar\e0", '|foo bar', '0');
    $editor->edits("foo bar\e0\$", 'foo ba|r', '$');
    $editor->edits("  foo\e^", '  |foo', '^');
    $editor->edits("foo\ehh", '|foo', 'h');
    $editor->edits("foo\e0l ", 'fo|o', 'l and space');
    $editor->edits("foo bar baz\ebb", 'foo |bar baz', 'b');
    $editor->edits("foo bar\e0e", 'fo|o bar', 'e');
    $editor->edits("foo-bar baz\e0E", 'foo-ba|r baz', 'E');
    $editor->edits("foo-bar baz\e0W", 'foo-bar |baz', 'W');
    $editor->edits("f(bc)x\eh%", 'f|(bc)x', '%');
    $editor->edits("a (b (c)) d\e0%", 'a (b (c)|) d', '% looks ahead, and counts');
    return $editor->quits if is_upstream();
    $editor->edits("foo-bar baz\eBB", '|foo-bar baz', 'B');
    $editor->edits("foo-bar baz\e0ww", 'foo-|bar baz', 'w');
    $editor->edits("abcdef\e3|", 'ab|cdef', '|');
    $editor->edits("abcdef\e02l", 'ab|cdef', 'with a count');
    $editor->edits("abcdefghijkl\e010l", 'abcdefghij|kl', 'of two digits');
    $editor->edits("abcabc\e0fc", 'ab|cabc', 'f');
    $editor->edits("abcabc\e0fc;", 'abcab|c', 'and ;');
    $editor->edits("abcabc\e0fc;,", 'ab|cabc', 'and ,');
    $editor->edits("abcabc\e0tc", 'a|bcabc', 't');
    $editor->edits("abcabc\e0tc;", 'abca|bc', 'and ;');
    $editor->edits("abcabc\eFa", 'abc|abc', 'F');
    $editor->edits("abcabc\eTa", 'abca|bc', 'T');
    $editor->edits("abcabc\e02fb", 'abca|bc', 'the second');
    $editor->edits("abcd\ehma0`a", 'ab|cd', 'm and `');
    $editor->edits("abc\eOD\eODx", 'ax|bc', 'arrows');
    $editor->edits("abc\e\eODix", 'ax|bc', 'in command mode');
    $editor->edits("abc\e\e[Hix", 'x|abc', 'Home');
    my $bells = $editor->bells;
    $editor->edits("abc\ef\eODr\eODx", 'a|b', 'arrows where a character is wanted');
    is $editor->bells, $bells + 2, 'the bell rings';
    $bells = $editor->bells;
    $editor->edits("abc\elfx%`bz", 'ab|c', 'where there is nowhere to go');
    is $editor->bells, $bells + 5, 'the bell rings';
    $editor->quits;
};

subtest 'changing' => sub {
    my $editor = Terminal->editor(mode => 'vi');
    $editor->edits("foo\e0x", '|oo', 'x');
    $editor->edits("foo\ex", 'f|o', 'x at the end');
    $editor->edits("foo\eX", 'f|o', 'X');
    $editor->edits("foo\ehrx", 'f|xo', 'r');
    $editor->edits("foo\ehsxy", 'fxy|o', 's');
    $editor->edits("foo\eSx", 'x|', 'S');
    $editor->edits("foo\ehRxyz", 'fxyz|', 'R');
    return $editor->quits if is_upstream();
    $editor->edits("foo bar\e0~~~", 'FOO| bar', '~');
    $editor->edits("fOO\e02~", 'Fo|O', '~ with a count');
    $editor->edits("abcdef\e03x", '|def', 'x with a count');
    $editor->edits("abcdef\e02rx", 'x|xcdef', 'r with a count');
    $editor->edits("abcd\e0xp", 'b|acd', 'p puts behind the cursor what was deleted');
    $editor->edits("abcd\e0xP", '|abcd', 'P before it');
    $editor->edits("abcd\e0x2p", 'ba|acd', 'as often as wanted');
    $editor->edits("ab\er\e", 'a|b', 'r ESC: nothing');
    $editor->edits("foo\ehRx\eiy", 'fy|xo', 'R ends with ESC');
    $editor->edits("ab\e5r\e", 'a|b', 'r has not so many');
    $editor->quits;
};

subtest 'undo and redo' => sub {
    plan skip_all => 'upstream has none' if is_upstream();
    my $editor = Terminal->editor(mode => 'vi');
    $editor->edits("foo bar\exu", 'foo ba|r', 'u takes back a command');
    $editor->edits("foo bar\exxuu", 'foo ba|r', 'and the one before');
    $editor->edits("foo\e0ihey \eu", '|foo', 'all that was typed together');
    $editor->edits("foo bar\e0cwx y\eu", '|foo bar', 'with the command that began it');
    $editor->edits("foo\exxU", '|', 'U takes back everything');
    $editor->edits("abcdef\e0x..", '|def', '. does it again');
    $editor->edits("abcdefgh\e02x.", '|efgh', 'with its count');
    $editor->edits("abcdefgh\e0x3.", '|efgh', 'with another count');
    $editor->edits("a b c\e0cwxy\ew.", 'xy x|y c', 'an insertion');
    $editor->edits("a b c\e0dwu.", '|b c', 'after an undo');
    $editor->edits("axbxc\e0fxr-;.", 'a-b|-c', 'with movements between');
    $editor->edits("foo\e0A!\e.", 'foo!|!', 'A');
    $editor->quits;
    $editor = Terminal->editor(mode => 'vi');
    $editor->edits("ab\e.u.", '|', 'nothing to redo');
    is $editor->bells, 2, 'the bell rings';
    $editor->quits;
};

subtest 'history' => sub {
    my $editor = Terminal->editor(
        mode  => 'vi',
        setup => '$wheel->add_history("one two", "three", "four two")'
    );
    $editor->edits("new\ek", 'four tw|o', 'k');
    $editor->edits("new\ekk", 'thre|e', 'k again');
    $editor->edits("new\ek-+j", 'ne|w', '-, + and j');
    $editor->edits("x\e_", 'xtwo|', '_ appends the last word');
    return $editor->quits if is_upstream();
    $editor->edits("x\e2G", 'thre|e', 'G: a line by its number');
    $editor->edits("x\ekG", 'one tw|o', 'G alone: the first');
    $editor->type("new\e/tw");
    $editor->line_is("$editor->{number}> /tw|", '/ asks');
    $editor->type("\r");
    $editor->line_is("$editor->{number}> four |two", 'and finds, the youngest first');
    $editor->type("n");
    $editor->line_is("$editor->{number}> one |two", 'n: the next');
    $editor->type("N");
    $editor->line_is("$editor->{number}> four |two", 'N: the other way');
    $editor->edits("jix", 'nex|w', 'the new line is still there');
    $editor->edits("\e1G?thr\r", '|three', '? goes forward');
    $editor->edits("a\e/\e", '|a', 'ESC ends it');
    my $bells = $editor->bells;
    $editor->edits("a\e/zz\r", '|a', 'not found');
    is $editor->bells, $bells + 1, 'the bell rings';
    $editor->quits;
};

subtest 'completion' => sub {
    plan skip_all => 'upstream dies' if is_upstream();
    my $editor = Terminal->editor(
        mode  => 'vi',
        setup => '$wheel->attribs->{completion_function} = sub { qw(apple apricot zoo) }',
    );
    $editor->edits("z\e\\!", 'zoo!|', 'backslash completes and goes on typing');
    $editor->edits("a z\e*", 'a zoo|', '* inserts');
    $editor->edits("a x\e0*", 'apple apricot| x', 'all, for the word under the cursor');
    $editor->type("ap\e=");
    $editor->shows(qr/^apple\napricot\n$editor->{number}> ap$/m, '= lists');
    $editor->edits('x', '|a', 'and leaves the cursor where it was');
    $editor->quits;
};

done_testing;
