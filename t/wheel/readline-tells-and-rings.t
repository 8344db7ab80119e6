use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

subtest 'what it tells' => sub {
    my $editor = Terminal->editor(setup => '$wheel->bind_key("C-xu", "redraw-current-line");');
    $editor->type("ab\cQ");
    $editor->shows(
        qr/^1> ab\nID=1 cursor_input\(2\) cursor_display\(2\) term_columns\(80\)\n1> ab$/m,
        'C-q: itself'
    );
    $editor->type("\cXkz");
    $editor->shows(qr/^1> ab\nz: self-insert\n1> ab$/m, 'C-x k: the function of a key');
    $editor->type("\cXk\eOA");
    $editor->shows(qr/^1> ab\nMeta-OA: previous-history\n1> ab$/m, 'of a sequence');
    $editor->type("\cXk\cX\cR");
    $editor->shows(qr/^1> ab\nControl-XControl-R: re-read-init-file\n1> ab$/m, 'and of another');
    $editor->type("\cXm");
    $editor->shows(qr/^1> ab\n# no macros defined\n1> ab$/m, 'C-x m: there are no macros');
    $editor->type("\cXv");
    $editor->shows(
        qr/^(?=(?:.*\n)*set comment-begin #$)(?=(?:.*\n)*set editing-mode emacs$)1> ab\n(?:set .*\n){3}1> ab$/m,
        'C-x v: options'
    );
    $editor->written;
    $editor->edits("\cXu!", 'ab!|');
    like $editor->written, qr/1> ab.*!/s, 'redraw-current-line';
    $editor->quits;
};

subtest 'macros' => sub {
    my $editor = Terminal->editor(inputrc => qq(C-xa: "some text\\C-x"\n"\\e[15~": 'more'\n));
    $editor->type("\cXm");
    $editor->shows(qr/^"\^xa": "some text\\[Cc]-x"$/m, 'as they were written');
    $editor->shows(qr/^"\^\[\[15~": "more"$/m, 'each');
    $editor->quits;
};

subtest 'clearing' => sub {
    my $editor = Terminal->editor(
        setup  => '$wheel->put("old"); $_[KERNEL]->sig(USR1 => "wipe");',
        states => 'wipe => sub { $wheel->clear; $_[KERNEL]->sig_handled },'
    );
    $editor->shows(qr/^old$/m);
    $editor->type("ab\cL");
    $editor->shows(qr/\A1> ab$/, 'C-l leaves the line alone on the screen');
    $editor->type("x\r");
    $editor->line_is('2> |');
    $editor->type('y');
    $editor->line_is('2> y|');
    $editor->signal('USR1');

    if (is_upstream()) {
        $editor->comes_to(sub { $editor->screen eq '' }, 'clear');
    } else {
        $editor->shows(qr/\A2> y\n\z/, 'clear, too');
    }
    $editor->type("\cUquit\r");
    is $editor->ends, 0;
};

subtest 'bells' => sub {
    my $rings = sub {
        my ($style) = @_;
        my $editor = Terminal->editor(inputrc => $style ? "set bell-style $style\n" : '');
        $editor->written;
        $editor->type("\cF");
        $editor->type('x');
        $editor->line_is('1> x|');
        my $bell = $editor->written =~ s/x//r;
        $editor->type("\cUquit\r");
        is $editor->ends, 0;
        return $bell;
    };
    is $rings->(''), "\a", 'by default';
    is $rings->('audible'), "\a", 'audible';
    is $rings->('visible'), "\e[?5h\e[?5l", 'visible';
    is $rings->('none'), '', 'none';
};

done_testing;
