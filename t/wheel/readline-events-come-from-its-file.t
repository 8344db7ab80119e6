use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

my $terminal = Terminal->start(<<'PROGRAM');
use POE qw(Wheel::ReadLine);
my $wheel;
POE::Session->create(
    inline_states => {
        _start => sub {
            $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got');
            $wheel->get('> ');
        },
        got => sub {
            my $is_own = $_[CALLER_FILE] eq $INC{'POE/Wheel/ReadLine.pm'};
            print STDERR defined $_[ARG0] ? 'line' : $_[ARG1], $is_own ? " yes\n" : " $_[CALLER_FILE]\n";
            return $wheel->get('> ') if defined $_[ARG0];
            undef $wheel;
        },
    });
POE::Kernel->run;
PROGRAM
$terminal->line_is('> |', 'the prompt');
$terminal->type("text\r");
$terminal->shows(qr/^> text\n>$/m, 'a line');
$terminal->type("\cC");
is $terminal->ends, 0, 'the end';
is $terminal->errors, "line yes\ninterrupt yes\n", 'both came from the file of the wheel';

done_testing;
