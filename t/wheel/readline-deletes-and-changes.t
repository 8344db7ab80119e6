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

subtest 'deleting characters' => sub {
    $editor->edits("abc\cA\cD", '|bc', 'C-d under the cursor');
    $editor->edits("abc\cA\e[3~", '|bc', 'the delete key');
    $editor->edits("abc\cB\x7f", 'a|c', 'the backspace key before it');
    $editor->edits("abc\cB\b", 'a|c', 'C-h too');
    $editor->edits("a   b\cB\cB\e\\", 'a|b', 'M-backslash all blanks around it');
    $editor->edits("a\cAb\cV\cCc\cB\x7f", 'b|ca', 'one that takes two columns');
    my $bells = $editor->bells;
    $editor->edits("a\cD", 'a|', 'nothing is behind the end');
    $editor->edits("a\cA\x7f", '|a', 'or before the beginning');
    is $editor->bells, $bells + 2, 'the bell rings';
};

subtest 'letters' => sub {
    $editor->edits("foo bar\cA\eu", 'FOO| bar', 'M-u');
    $editor->edits("FOO BAR\cA\el", 'foo| BAR', 'M-l');
    $editor->edits("fOO bar\cA\ec\ec", 'Foo Bar|', 'M-c');
    $editor->edits("foo bar\cA\cF\eu", 'fOO| bar', 'from the cursor on');
    $editor->edits("foo  bar\cA\ef\eu", 'foo  BAR|', 'of the next word');
    $editor->edits("(foo-bar) x\cA\eu", '(FOO-BAR)| x', 'a word ends at a blank');
    my $bells = $editor->bells;
    $editor->edits("foo \eu", 'foo |', 'there is none');
    is $editor->bells, $bells + 1, 'the bell rings';
};

subtest 'characters change places' => sub {
    $editor->edits("abc\ct", 'acb|', 'the last two');
    $editor->edits("abcd\cB\cB\ct", 'ac|bd', 'those around the cursor');
    my $bells = $editor->bells;
    $editor->edits("a\ct", 'a|', 'not one alone');
    $editor->edits("ab\cA\ct", '|ab', 'nor at the beginning');
    is $editor->bells, $bells + 2, 'the bell rings';
};

subtest 'words change places' => sub {
    $editor->edits("foo bar baz\et", 'foo baz bar|', 'the last two');
    $editor->edits(
        "foo bar baz\eb\eb\et", 'bar foo| baz',
        'the one before the cursor and its next'
    );
    $editor->edits("foo bar\cA\cF\et", 'bar foo|', 'the one that the cursor is in');
    $editor->edits("a-b  c+d \et", 'c+d  a-b| ', 'blanks stay between them') if !is_upstream();
    my $bells = $editor->bells;
    $editor->edits("foo\et", 'foo|', 'there is one only');
    is $editor->bells, $bells + 1, 'the bell rings';
};

subtest 'home folders' => sub {
    plan skip_all => 'upstream finds none' if is_upstream();
    my ($name, $home) = (getpwuid $>)[ 0, 7 ];
    local $ENV{HOME} = '/where/I/live';
    my $editor = Terminal->editor;
    $editor->edits("~\e&", '/where/I/live|', 'one\'s own');
    $editor->edits("cd ~/x y\eb\cB\e~", 'cd /where/I/live/x| y', 'before a path');
    $editor->edits("~$name/x\e&", "$home/x|", 'another user\'s');
    my $bells = $editor->bells;
    $editor->edits("x\e&", 'x|', 'no ~ there');
    $editor->type("~no-such-user\e&");
    $editor->shows(qr/^username 'no-such-user' not found$/m, 'an unknown user');
    $editor->edits('', '~no-such-user|', 'stays as it is');
    is $editor->bells, $bells + 2, 'the bell rings';
    $editor->quits;
};

$editor->quits;
done_testing;
