use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

my $editor = Terminal->editor(mode => 'vi');

subtest 'd' => sub {
    $editor->edits("foo bar\e0dw", '|bar', 'dw');
    $editor->edits("foo bar\ed0", '|r', 'd0');
    $editor->edits("foo bar\e0ld\$", '|f', 'd$');
    $editor->edits("foo bar\ebD", 'foo| ', 'D');
    return if is_upstream();
    $editor->edits("  foo\ed^", '  |o', 'd^');
    $editor->edits("foo bar\edd", '|', 'dd');
    $editor->edits("foo-bar baz\e0dW", '|baz', 'dW');
    $editor->edits("foo bar\e0de", '| bar', 'de');
    $editor->edits("foo bar\edb", 'foo |r', 'db');
    $editor->edits("foo bar\edh", 'foo b|r', 'dh');
    $editor->edits("foo bar\e0dl", '|oo bar', 'dl');
    $editor->edits("foo bar\edl", 'foo b|a', 'dl on the last character');
    $editor->edits("foo bar\e0dfb", '|ar', 'df');
    $editor->edits("foo bar\e0dtb", '|bar', 'dt');
    $editor->edits("foo bar\edFo", 'fo|r', 'dF');
    $editor->edits("foo bar\edTo", 'foo|r', 'dT');
    $editor->edits("f(a)x\e0ld%", 'f|x', 'd%');
    $editor->edits("abcdef\e0llma\$d`a", 'ab|f', 'd`');
    $editor->edits("a b c d\e02dw", '|c d', 'a count before');
    $editor->edits("a b c d\e0d2w", '|c d', 'a count behind');
    $editor->edits("a b c d e f\e02d2w", '|e f', 'both');
    $editor->edits("a b\e0d9w", '|', 'more than there is');
};

subtest 'c' => sub {
    $editor->edits("foo bar\ebCx", 'foo x|', 'C');
    return if is_upstream();
    $editor->edits("foo bar\e0cwx", 'x| bar', 'cw leaves the blank');
    $editor->edits("foo bar baz\e0c2wx", 'x| baz', 'c2w');
    $editor->edits("foo bar\eccx", 'x|', 'cc');
    $editor->edits("foo bar\ecbx", 'foo x|r', 'cb');
    $editor->edits("foo bar\e0cfbx", 'x|ar', 'cf');
    $editor->edits("foo bar\e0cexy", 'xy| bar', 'ce');
};

subtest 'y' => sub {
    plan skip_all => 'upstream puts the cursor elsewhere' if is_upstream();
    $editor->edits("foo bar\e0yw\$p", 'foo barfoo| ', 'yw');
    $editor->edits("foo bar\e0wyy0P", 'foo ba|rfoo bar', 'yy');
    $editor->edits("foo bar\eyb", 'foo |bar', 'yb moves to where the text begins');
    $editor->edits("foo bar\e0Y\$p", 'foo barfoo ba|r', 'Y');
};

subtest 'no movement' => sub {
    plan skip_all => 'upstream goes on' if is_upstream();
    my $bells = $editor->bells;
    $editor->edits("foo\e0d\eix", 'x|foo', 'd ESC');
    $editor->edits("foo\e0dqix", 'x|foo', 'd and a key that is no movement');
    $editor->edits("foo\e0d\eOAix", 'x|foo', 'd and another arrow');
    $editor->edits("foo\e0dyix", 'x|foo', 'd and another operator');
    $editor->edits("foo\e0dfxix", 'x|foo', 'd and a movement that fails');
    is $editor->bells, $bells + 5, 'the bell rings';
};

$editor->quits;
done_testing;
