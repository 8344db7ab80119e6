use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

# USR1 has a line put, USR2 sets the prompt.
sub started {
    my ($mode, %option) = @_;
    return Terminal->editor(
        parameters => "PutMode => '$mode', IdleTime => " . ($option{idle} // 2) . ',',
        setup      => '$_[KERNEL]->sig(USR1 => "say"); $_[KERNEL]->sig(USR2 => "prompt");',
        states     => <<'CODE',
            say => sub { $wheel->put('news', 'and more'); $_[KERNEL]->sig_handled },
            prompt => sub { $wheel->get('new> '); $_[KERNEL]->sig_handled },
CODE
        %option,
    );
}

subtest 'immediate' => sub {
    my $editor = started('immediate');
    $editor->type("ab\cB");
    $editor->line_is('1> a|b');
    $editor->signal('USR1');
    $editor->shows(qr/\Anews\nand more\n1> ab$/m, 'above the line');
    $editor->edits('x', 'ax|b', 'which goes on');
    $editor->quits;
};

subtest 'after' => sub {
    my $editor = started('after');
    $editor->type('ab');
    $editor->line_is('1> ab|');
    $editor->signal('USR1');
    $editor->signal('USR2');
    $editor->line_is('new> ab|', 'not yet');
    $editor->type("\r");
    $editor->shows(qr/\Anew> ab\nnews\nand more\n\[ab\]\n2>$/m, 'when the line is over');
    $editor->number(2);
    return $editor->quits if is_upstream();
    $editor->signal('USR1');
    $editor->signal('USR2');
    $editor->line_is('new> |');
    $editor->type("\cC");
    $editor->shows(qr/^new> \^C\nnews\nand more\n<interrupt>\n3>$/m, 'or has ended otherwise');
    $editor->number(3);
    $editor->quits;
};

subtest 'idle' => sub {
    my $editor = started('idle', idle => 1);
    $editor->signal('USR1');
    $editor->shows(qr/\Anews\nand more\n1>$/m, 'at once while nobody types');
    $editor->type('ab');
    $editor->line_is('1> ab|');
    $editor->signal('USR1');
    $editor->signal('USR2');
    $editor->line_is('new> ab|', 'not while somebody does');
    $editor->shows(qr/^(?:news\nand more\n){2}new> ab$/m, 'but when there was no key for a time');
    $editor->type("\cUquit\r");
    is $editor->ends, 0;
};

subtest 'idle is the default' => sub {
    my $editor = Terminal->editor(setup => '$wheel->put(join " ", @$wheel[11, 13])');
    $editor->shows(qr/^idle 2$/m, 'with two seconds');
    $editor->quits;
};

subtest 'when the line is over' => sub {
    plan skip_all => 'upstream waits' if is_upstream();
    my $editor = started('idle', idle => 1000);
    $editor->type('quit');
    $editor->line_is('1> quit|');
    $editor->signal('USR1');
    $editor->signal('USR2');
    $editor->line_is('new> quit|');
    $editor->type("\r");
    $editor->shows(qr/\Anew> quit\nnews\nand more$/m, 'nothing waits any longer');
    is $editor->ends, 0, 'nor does the session';
};

subtest 'what can be put' => sub {
    my $editor = Terminal->editor(setup => <<'CODE');
        $wheel->put();
        $wheel->put('', 'one', 'two');
        $wheel->put("three\nfour");
CODE
    $editor->shows(qr/\A\none\ntwo\nthree\nfour\n1>$/m, 'lines, empty or more than one');
    $editor->quits;
    $editor = started('immediate', states => <<'CODE');
        say => sub { $wheel->put("three\nfour\n"); $_[KERNEL]->sig_handled },
CODE
    plan skip_all => 'upstream lets lines begin anywhere' if is_upstream();
    $editor->signal('USR1');
    $editor->shows(qr/\Athree\nfour\n\n1>$/m, 'while keys are read too');
    $editor->quits;
};

subtest 'characters' => sub {
    plan skip_all => 'upstream warns' if is_upstream();
    my $editor = Terminal->editor(setup => '$wheel->put("<\x{263a}\xe4>", "<\xe4>")');
    $editor->shows(
        qr/\A<\xe2\x98\xba\xc3\xa4>\n<\xe4>\n1>$/m,
        'beyond bytes are UTF-8, bytes are bytes'
    );
    $editor->quits;
};

done_testing;
