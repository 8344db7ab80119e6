#!/usr/bin/perl
# A traffic light as a state machine: in each state the same event means something else.

use strict;
use warnings;

use POE qw(NFA);

my $unit   = 0.01;    # seconds
my $rounds = 2;

POE::NFA->spawn(
    runstate      => { rounds => $rounds },
    inline_states => {
        off => {
            power => sub { $_[MACHINE]->goto_state(red => 'enter') },
        },
        red => {
            enter  => sub { show('red, stop', 3, $_[KERNEL]) },
            change => sub { $_[MACHINE]->goto_state(green => 'enter') },
            button => sub { print "  the button does nothing: you may walk already\n" },
        },
        green => {
            enter => sub {
                show('green, drive', 4, $_[KERNEL]);
                $_[KERNEL]->delay(button => $unit);
            },
            change => sub { $_[MACHINE]->goto_state(amber => 'enter') },
            button => \&hurry,
        },
        amber => {
            enter  => sub { show('amber, slow down', 1, $_[KERNEL]) },
            change => \&next_round,
        },
    },
)->goto_state(off => 'power');

sub show {
    my ($text, $units, $kernel) = @_;
    print "$text\n";
    return $kernel->delay(change => $units * $unit);
}

sub hurry {
    print "  somebody wants to walk: green ends early\n";
    $_[KERNEL]->delay(change => 0);
}

sub next_round {
    my ($machine, $heap) = @_[ MACHINE, RUNSTATE ];
    return $machine->stop if !--$heap->{rounds};
    return $machine->goto_state(red => 'enter');
}

POE::Kernel->run;
print "out of order\n";
