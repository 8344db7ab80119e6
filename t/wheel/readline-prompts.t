use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

subtest 'prompts' => sub {
    my $terminal = Terminal->start(<<'PROGRAM');
use POE qw(Wheel::ReadLine);
my $wheel;
POE::Session->create(
    inline_states => {
        _start => sub {
            $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got');
            $wheel->get;
            $_[KERNEL]->sig(USR1 => 'change');
        },
        change => sub { $wheel->get("\\[\e[1m\\]bold\\[\e[0m\\]> "); $wheel->get; $_[KERNEL]->sig_handled },
        got    => sub {
            return $wheel->get("two\nlines> ") if $_[ARG0] ne 'quit';
            undef $wheel;
        },
    });
POE::Kernel->run;
PROGRAM
    $terminal->line_is('>|', 'the first is an angle');
    $terminal->type('abc');
    $terminal->line_is('>abc|');
    $terminal->signal('USR1');
    $terminal->line_is('bold> abc|', 'it can be changed while a line is edited');
    like $terminal->written, qr/\e\[1mbold\e\[0m> abc/, 'parts of it do not count';
    $terminal->type("\cB");
    $terminal->type("x\r");
    $terminal->shows(qr/^bold> abxc$/m, 'the cursor is in its place');

    if (!is_upstream()) {
        $terminal->shows(qr/^two\nlines>$/m, 'two lines');
        $terminal->type("ab\cAx");
        $terminal->shows(qr/^two\nlines> xab$/m, 'the last one is redrawn');
        $terminal->type("\cK\cU");
    }
    $terminal->type("quit\r");
    is $terminal->ends, 0;
};

done_testing;
