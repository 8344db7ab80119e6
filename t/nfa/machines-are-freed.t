use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my ($born, $gone) = (0, 0);
package Counted {
    our @ISA = ('POE::NFA');
    sub DESTROY { $gone++; $_[0]->SUPER::DESTROY }
}

sub one_life {
    $born++;
    Counted->spawn(inline_states => {
        a => { start => sub {
            my ($kernel, $machine) = @_[ KERNEL, MACHINE ];
            $machine->option(debug => 1);
            $_[RUNSTATE]{postback} = $machine->postback('never');
            my $callback = $machine->callback('nothing');
            $kernel->state(added => sub { });
            $machine->call_state(back => b => 'enter');
        }, nothing => sub { }, back => sub { delete $_[RUNSTATE]{postback}; die "once\n" if $_[ARG0] } },
        b => { enter => sub { $_[MACHINE]->return_state($born % 2) } },
    })->goto_state(a => 'start');
}

for my $round (1 .. 6) {
    one_life() for 1 .. 3;
    eval { POE::Kernel->run; 1 } or like($@, qr/^once\n/, "round $round: a handler has died");
    is($gone, $born, "round $round: $born machines born, all destroyed");
}
done_testing;
