use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my ($born, $gone) = (0, 0);

package Counted {
    our @ISA = ('POE::NFA');
    sub DESTROY { $gone++; $_[0]->SUPER::DESTROY }
}

sub start {
    my ($kernel, $machine, $runstate) = @_[ KERNEL, MACHINE, RUNSTATE ];
    $runstate->{postback} = $machine->postback('never');
    my $callback = $machine->callback('nothing');
    $kernel->state(added => sub { });
    $machine->call_state(back => b => 'enter');
}

# Every other machine dies of an exception, in the event by which it comes back.
sub back {
    delete $_[RUNSTATE]{postback};
    die "once\n" if $_[ARG0];
}

sub one_life {
    my $odd = ++$born % 2;
    Counted->spawn(
        inline_states => {
            a => { start => \&start, nothing => sub { }, back => \&back },
            b => { enter => sub { $_[MACHINE]->return_state($odd) } },
        })->goto_state(a => 'start');
}

for my $round (1 .. 6) {
    one_life() for 1 .. 3;
    eval { POE::Kernel->run; 1 } or like($@, qr/^once\n/, "round $round: a handler has died");
    is($gone, $born, "round $round: $born machines born, all destroyed");
}
done_testing;
