use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

my $history = '$wheel->add_history("make all", "make test", "git log", "a (b");';

subtest 'key by key' => sub {
    my $editor = Terminal->editor(setup => $history);
    $editor->type("new\cR");
    $editor->line_is('(reverse-i-search)`\': new|', 'C-r asks');
    $editor->type('make');
    $editor->shows(qr/^\(reverse-i-search\)`make': make test$/m, 'the youngest line that matches');
    $editor->type("\cR");
    $editor->shows(qr/^\(reverse-i-search\)`make': make all$/m, 'C-r again: an older one');
    my $bells = $editor->bells;
    $editor->type("\cR");
    $editor->comes_to(sub { $editor->bells == $bells + 1 }, 'there are no more: the bell rings');
    $editor->edits("\e", '|make all', 'ESC keeps what was found');
    $editor->edits("\cRmake\cJ", '|make test', 'C-j too');
    $editor->edits(
        "\cRmake\cE!", 'make test!|',
        'another key leaves the search and does what it does'
    );
    $editor->edits("\cRm.*l\e", '|make all', 'it is a regular expression');
    $editor->edits("\cRzzz\e", '|', 'nothing matches')       if is_upstream();
    $editor->edits("new\cRzzz\e", 'new|', 'nothing matches') if !is_upstream();
    $editor->hears("\cRmake\r", '[make test]', 'Enter takes the line');
    $editor->hears("\cRmake\cC", '<interrupt>', 'C-c is as ever');
    $editor->quits;
};

subtest 'both ways' => sub {
    plan skip_all => 'upstream shows the wrong direction' if is_upstream();
    my $editor = Terminal->editor(setup => $history);
    $editor->type("\cS");
    $editor->line_is('(forward-i-search)`\': |', 'C-s asks');
    $editor->edits("\e", '|');
    $editor->type("\cRmake\cR\cS");
    $editor->shows(qr/^\(forward-i-search\)`make': make test$/m, 'C-s turns round');
    $editor->edits("\e\cP\eOC", 'make all|', 'history goes on from there');
    $editor->edits("\cR\cR\e", '|make test', 'C-r twice: the text of before');
    $editor->edits("\cR(b\e", 'a |(b', 'what is no expression is a text');
    $editor->edits("new\cRmake\e\cN\cN\cN", 'new|', 'the new line is still there');
    $editor->edits("\cRmake\eOC!", 'm!|ake test', 'an arrow leaves the search and moves');
    $editor->quits;
};

subtest 'terminators' => sub {
    my $editor = Terminal->editor(setup => $history, inputrc => "set isearch-terminators C-t\n");
    plan skip_all => 'upstream does not read them' if is_upstream();
    $editor->edits("\cRtest\cTx", 'make x|test', 'set by the init file');
    $editor->quits;
};

subtest 'for a text' => sub {
    plan skip_all => 'upstream searches for nothing' if is_upstream();
    my $editor = Terminal->editor(setup => $history);
    $editor->type("new\epmak");
    $editor->line_is('1> :mak|', 'M-p asks');
    $editor->type("\r");
    $editor->line_is('1> |make test', 'and finds');
    $editor->type("\ep\r");
    $editor->line_is('1> |make all', 'again without a text: the next');
    $editor->type("\en\r");
    $editor->line_is('1> |make test', 'M-n: the other way');
    $editor->edits("\epx\x7f\x7fy", 'y|make test', 'rubbing all out ends it');
    my $bells = $editor->bells;
    $editor->edits("new\epzzz\r", 'new|', 'there is none');
    is $editor->bells, $bells + 1, 'the bell rings';
    $editor->edits("new\epmake\cG!", 'new!|', 'C-g ends it');
    $editor->edits("new\epmake\cA!", '!|new', 'any other key does what it does');
    $editor->quits;
};

done_testing;
