use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

# Wheels on a terminal that come and go leave no scalars, descriptors or watchers.

my $missing = Terminal::missing('Curses', 'Test::LeakTrace') || Terminal::missing_terminal('vt100');
plan skip_all => $missing if $missing;

my $program = <<'PROGRAM';
use POE qw(Wheel::KIND);
use Test::LeakTrace ();

sub descriptors { return scalar grep { -e "/proc/self/fd/$_" } 0 .. 50 }

sub live {
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[HEAP]{wheel} = POE::Wheel::KIND->new(InputEvent => 'key');
                $_[HEAP]{wheel}->get('> ') if $_[HEAP]{wheel}->can('get');
                $_[KERNEL]->yield('end');
            },
            end => sub { delete $_[HEAP]{wheel} },
        });
    POE::Kernel->run;
    return;
}

live() for 1 .. 3;
my $before = descriptors();
my $kept   = Test::LeakTrace::leaked_count(sub { live() for 1 .. 10 });
print STDERR $kept < 10 ? 'few' : $kept, ' scalars, ', descriptors() - $before, " descriptors, ",
    $POE::Kernel::poe_kernel->_data_handle_count, " watched\n";
PROGRAM

for my $kind (qw(ReadLine Curses)) {
    my $terminal = Terminal->start($program =~ s/KIND/$kind/gr, term => 'vt100');
    is $terminal->ends, 0, "$kind ends";
    is $terminal->errors, "few scalars, 0 descriptors, 0 watched\n", 'and leaves nothing';
}

done_testing;
