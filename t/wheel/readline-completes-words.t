use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

my $words
    = '$wheel->attribs->{completion_function} = sub { qw(apple apricot banana bandana zoo) };';

subtest 'one word, or what several begin with' => sub {
    plan skip_all => 'upstream loses the key after a completion' if is_upstream();
    my $editor = Terminal->editor(setup => $words);
    $editor->edits("z\t", 'zoo|', 'one: all of it');
    $editor->edits("eat z\t", 'eat zoo|', 'the last word counts');
    $editor->edits("zoo\t", 'zoo|', 'it is complete');
    is $editor->bells, 0, 'no bell so far';
    $editor->edits("b\t", 'ban|', 'several: what they have in common');
    $editor->edits("q\t", 'q|', 'none');
    is $editor->bells, 1, 'the bell rings';
    $editor->edits("ap\t", 'ap|', 'several, and nothing to add');
    is $editor->bells, 2, 'the bell rings';
    $editor->edits("z\e\e", 'zoo|', 'ESC ESC is the same key');
    $editor->edits("a\e*", 'apple apricot|', 'M-* inserts all');
    $editor->edits("a z b\eb\cB\t", 'a zoo| b', 'what is behind the cursor stays');
    $editor->quits;
};

subtest 'lists' => sub {
    my $editor = Terminal->editor(setup => $words);
    $editor->type("ap\t");
    $editor->comes_to(sub { $editor->bells }, 'the bell rings first');
    $editor->type("\t");
    $editor->shows(
        qr/^1> ap\napple\napricot\n1> ap$/m,
        'then they are listed, and the line is back'
    );
    return if is_upstream();
    $editor->edits("r\t", 'apricot|', 'and goes on');
    $editor->type("x ban\e?");
    $editor->shows(qr/^2> x ban\nbanana\nbandana\n2> x ban$/m, 'M-? lists at once');
    $editor->edits('', 'x ban|');
    $editor->quits;
};

subtest 'options' => sub {
    my $editor = Terminal->editor(
        columns => 40,
        setup   => $words,
        inputrc => "set show-all-if-ambiguous on\nset print-completions-horizontally on\n",
    );
    $editor->type("ap\t");
    $editor->shows(qr/^apple +apricot\n1> ap$/m, 'in columns and without waiting');
    $editor->edits('', 'ap|');
    is $editor->bells, 0, 'nor a bell';
    $editor->type("\t");
    $editor->shows(qr/^apple +apricot.*zoo\n2>$/ms, 'as many as there is room for');
    $editor->edits('', '|');
    $editor->quits;
};

subtest 'what the function is given' => sub {
    plan skip_all => 'upstream loses the key after a completion' if is_upstream();
    my $editor = Terminal->editor(setup => <<'CODE');
        $wheel->attribs->{completion_function} = sub {
            my ($word, $line, $cursor) = @_;
            $wheel->put(sprintf '(%s) (%s) (%d)', $word, $line, $cursor);
            return ('other', "$word!");
        };
CODE
    $editor->type("one two three\cB\cB\cB\cB\cB\cB\t");
    $editor->line_is('1> one two!| three', 'what does not begin with the word is no match');
    $editor->type("\r");
    $editor->shows(
        qr/^\(two\) \(one two three\) \(7\)$/m,
        'the word, the line, and the cursor\'s place'
    );
    $editor->number(2);
    $editor->quits;
};

subtest 'without a function' => sub {
    my $editor = Terminal->editor;
    $editor->edits("a\t\e?\e*", 'a|');
    is $editor->bells, 3, 'the bell rings';
    $editor->quits;
};

subtest 'a function that dies' => sub {
    my $editor = Terminal->editor(
        states =>
            'died => sub { $wheel->put("died: $_[ARG1]{error_str}"); $_[KERNEL]->sig_handled },',
        setup => <<'CODE');
        $_[KERNEL]->sig(DIE => 'died');
        $wheel->attribs->{completion_function} = sub { die "no idea\n" };
CODE
    $editor->type("ab\t");
    $editor->type("c\r");
    $editor->shows(qr/^died: no idea$/m, 'is an exception of the session');
    $editor->shows(qr/^\[abc\]$/m, 'the line goes on');
    $editor->quits;
};

done_testing;
