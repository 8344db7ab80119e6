package Soak::Machines;

# State machines that go round through three states a few times, by transitions, calls and returns.

use strict;
use warnings;

use POE          qw(NFA);
use Soak::Ledger qw(came_in came_out fault);
use Soak::Part;

my %next = (red => 'green', green => 'yellow', yellow => 'red');

sub start {
    part('machines', every => 0.02, turn => sub { _machine(1 + int rand 20) });
    return;
}

sub _machine {
    my ($rounds) = @_;
    came_in('machines');
    POE::NFA->spawn(
        runstate      => { rounds => $rounds, last => bless [], 'Soak::Machines::Last' },
        inline_states => {
            start => { begin => sub { _go($_[MACHINE], 'red') } },
            aside => { enter => sub { came_out('transitions'); $_[MACHINE]->return_state } },
            map { ($_ => _light($_)) } keys %next,
        },
    )->goto_state('start', 'begin');
    return;
}

sub _go {
    my ($machine, $state) = @_;
    came_in('transitions');
    $machine->goto_state($state, 'enter', $state);
    return;
}

sub _light {
    my ($name) = @_;
    return {
        enter => sub {
            fault("a machine is in $name and not in $_[ARG0]") if $_[ARG0] ne $name;
            came_out('transitions');
            return if !--$_[RUNSTATE]{rounds};
            _aside($_[MACHINE]);
        },
        back => sub { _go($_[MACHINE], $next{$name}) },
    };
}

sub _aside {
    my ($machine) = @_;
    came_in('transitions');
    $machine->call_state('back', 'aside', 'enter');
    return;
}

# Goes when the machine goes.
package Soak::Machines::Last;

sub DESTROY { Soak::Ledger::came_out('machines'); return }

1;
