use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

my $editor = Terminal->editor(setup => <<'CODE');
    $wheel->bind_key('C-xw', 'kill-region');
    $wheel->bind_key('C-xc', 'copy-region-as-kill');
    $wheel->bind_key('C-xa', 'kill-whole-line');
    $wheel->bind_key('C-xb', 'backward-kill-line');
CODE

subtest 'killing' => sub {
    $editor->edits("foo bar\eb\cK", 'foo |', 'C-k to the end');
    $editor->edits("foo bar\eb\cU", '|bar', 'C-u to the beginning');
    $editor->edits("foo bar\eb\cXb", '|bar', 'backward-kill-line the same');
    $editor->edits("foo bar\eb\cXa", '|', 'kill-whole-line all');
    $editor->edits("foo bar baz\cA\ed", '|bar baz', 'M-d a word and what stands behind it');
    $editor->edits("foo  bar baz\cA\ef\ed", 'foo|baz', 'and before it');
    $editor->edits("foo bar-baz  \e\b", 'foo bar-|', 'M-C-h the word before the cursor');
    $editor->edits("foo bar-baz  \e\x7f", 'foo bar-|', 'M-DEL the same') if !is_upstream();
    $editor->edits("foo bar-baz  \cW", 'foo |', 'C-w words divided by blanks');
    my $bells = $editor->bells;
    $editor->edits("foo\cK", 'foo|', 'nothing behind');
    $editor->edits("foo\cA\cU\cW\e\b", '|foo', 'nothing before');
    is $editor->bells, $bells + 4, 'the bell rings' if !is_upstream();
};

subtest 'yanking' => sub {
    $editor->edits("foo bar\cW\cA\cY", 'bar|foo ', 'C-y the text killed last');
    $editor->edits("foo bar\cW\cY\cY", 'foo barbar|', 'as often as wanted');
    $editor->edits("\cY", 'bar|', 'in other lines too');
    $editor->edits("a b c\cW\cW\cY", 'a b |', 'each kill is a text of its own');
    $editor->edits("abc def\cA\ed\ed\cE\cY", 'def|', 'also of M-d') if !is_upstream();
    $editor->edits("abc def\cU\cY", 'abc def|', 'of C-u');
    $editor->edits("abc def\cA\cK\cY", 'abc def|', 'of C-k');
};

subtest 'turning the ring' => sub {
    my $bells = $editor->bells;
    $editor->edits("x\ey", 'x|', 'M-y only after a yank');
    is $editor->bells, $bells + 1, 'the bell rings otherwise';
    return if is_upstream();
    $editor->edits("1\cW2\cW3\cW\cY", '3|');
    $editor->edits("\cY\ey", '2|', 'M-y puts the one before in its place');
    $editor->edits("\cY", '2|', 'which the next C-y yanks too');
    $editor->edits("<>\cB\cY\ey", '<1|>', 'and so on');
};

subtest 'a region' => sub {
    plan skip_all => 'upstream forgets the mark' if is_upstream();
    $editor->edits("foo bar\cA\e \cE\cXw", '|', 'from the mark to the cursor');
    $editor->edits("foo bar\eb\e \cA\cXw", '|bar', 'in either direction');
    $editor->edits("foo bar\eb\e \cA\cXc\cE\cY", 'foo barfoo |', 'copied');
    $editor->edits("foo bar\e \cA\cK\cXc", '|', 'when the mark is behind the end');
};

subtest 'words of older lines' => sub {
    my $editor = Terminal->editor(setup => '$wheel->add_history("one two three", "cp from to");');
    $editor->edits("x \e.", 'x to|', 'M-. the last word');
    $editor->edits("x \e_", 'x to|', 'M-_ too');
    $editor->edits("x \e\cY", 'x from|', 'M-C-y the first behind the command');
    if (!is_upstream()) {
        $editor->edits("x \e.\e.", 'x three|', 'M-. again: of the line before');
        my $bells = $editor->bells;
        $editor->edits("x \e.\e.\e.", 'x three|', 'and no further');
        $editor->edits("\e2\e\cY", 'to|', 'word number 2');
        $editor->edits("\e0\e\cY", 'cp|', 'number 0 is the command');
        $editor->edits("\e9\e\cY", '|', 'there are fewer');
        is $editor->bells, $bells + 2, 'the bell rings';
    }
    $editor->quits;
};

subtest 'with nothing killed' => sub {
    my $editor = Terminal->editor;
    $editor->edits("x\cY\e.", 'x|');
    is $editor->bells, 2, 'the bell rings';
    $editor->quits;
};

$editor->quits;
done_testing;
