use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

my $history = '$wheel->add_history(qw(first second third));';

subtest 'going through it' => sub {
    my $editor = Terminal->editor(setup => $history);
    $editor->edits("\cP", 'third|', 'C-p: the last line');
    $editor->edits("\cP\cP", 'second|', 'the one before');
    $editor->edits("\eOA\eOA\eOB", 'third|', 'the arrows');
    $editor->edits("new\cP\cP\cN\cN", 'new|', 'the line that was begun comes back');
    $editor->edits("new\cPx\cP\cN", 'third|', 'what was changed in an old one does not');
    $editor->edits("\e<", 'first|', 'M-<: the first');
    $editor->edits("\e<\e>", 'third|', 'M->: the last');
    my $bells = $editor->bells;
    $editor->edits("\cP\cP\cP\cP", 'first|', 'not beyond the first');
    $editor->edits("new\cN", 'new|', 'nor beyond the new one');
    is $editor->bells, $bells + 2, 'the bell rings';
    $editor->quits;
};

subtest 'without a line' => sub {
    plan skip_all => 'upstream takes what is not there' if is_upstream();
    my $editor = Terminal->editor;
    $editor->edits("new\cP\cN\e<\e>", 'new|');
    is $editor->bells, 4, 'the bell rings';
    $editor->quits;
};

subtest 'lines that come while an old one is edited' => sub {
    my $editor = Terminal->editor(
        parameters => 'PutMode => "immediate"',
        setup      => $history . '$_[KERNEL]->sig(USR1 => "more");',
        states     => <<'CODE',
            more => sub {
                $wheel->add_history('fourth');
                $wheel->put('one more');
                $_[KERNEL]->sig_handled;
            },
CODE
    );
    $editor->type("new\cP\cP");
    $editor->line_is('1> second|', 'an old line');
    $editor->signal('USR1');
    $editor->shows(qr/^one more$/m, 'meanwhile the list grows');
    $editor->edits("\cN\cN\cP", 'third|', 'the place in it is the same');
    $editor->edits("\cP", 'fourth|', 'and the line is there');
    $editor->quits;
};

subtest 'methods' => sub {
    my $terminal = Terminal->start(<<'PROGRAM');
use POE qw(Wheel::ReadLine);
POE::Session->create(
    inline_states => {
        _start => sub {
            my $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got');
            $wheel->add_history('a', 'b');
            $wheel->addhistory('c');
            print STDERR join(',', $wheel->get_history), ' ', join(',', $wheel->GetHistory), "\n";
        },
        got => sub { },
    });
POE::Kernel->run;
PROGRAM
    is $terminal->ends, 0;
    is $terminal->errors, "a,b,c a,b,c\n", 'the list and its other names';
};

done_testing;
