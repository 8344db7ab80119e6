package POE::Loop::AnyEvent;

# A bridge to whatever loop AnyEvent takes, PERL_ANYEVENT_MODEL's or the best, but not POE itself.

use strict;
use warnings;

our $VERSION = '0.001';

use AnyEvent;
use ToolkitBridge;

{
    local $POE::Kernel::VERSION;
    AnyEvent::detect();
}

# Condition variables of those who wait here, the innermost last, and whether for one turn only.
my (@waiting, @for_one_turn);

sub _wait {
    my ($one_turn) = @_;
    push @waiting, AnyEvent->condvar;
    push @for_one_turn, $one_turn;
    $waiting[-1]->recv;
    pop @for_one_turn;
    pop @waiting;
    return;
}

sub _stop {
    $waiting[-1]->send if @waiting;
    return;
}

sub _ending_turns {
    my ($code) = @_;
    return sub { $code->(); _stop() if $for_one_turn[-1]; return };
}

ToolkitBridge->install(
    timer => sub {
        my ($after, $code) = @_;
        return AnyEvent->timer(after => $after, cb => _ending_turns($code));
    },
    io => sub {
        my ($handle, $write, $code) = @_;
        return AnyEvent->io(
            fh   => $handle,
            poll => $write ? 'w' : 'r',
            cb   => _ending_turns($code),
        );
    },
    run  => sub { _wait(0) },
    stop => \&_stop,
    once => sub { _wait(1) },
);

1;
