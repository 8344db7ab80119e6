package Twins::Slots;

# Time in slots, each for one alarm: so there is only one order in which all of them can come. Slots are counted
# from the last tick, as clocks never agree, and a tick has a slot for itself.

use strict;
use warnings;

use Time::HiRes qw(time);
use Twins       ();

# slot: seconds; beat: slots from tick to tick.
sub new {
    my ($class, %of) = @_;
    $of{slot} = Twins::seconds($of{slot});
    return bless { %of, begun => time, ticks => 0, taken => {} }, $class;
}

sub tick {
    my ($self) = @_;
    return ++$self->{ticks};
}

# The time of a tick, the next one or one so many after it.
sub time_of_tick {
    my ($self, $later) = @_;
    return $self->time_of($self->{beat} * ($self->{ticks} + 1 + ($later || 0)));
}

# This slot after the last tick, or the next one that is free; none before the tick to come.
sub after_tick {
    my ($self, $n) = @_;
    return $self->from($self->{ticks} * $self->{beat} + $n);
}

sub from {
    my ($self, $n) = @_;
    my $beat    = $self->{beat};
    my $soonest = $self->{ticks} * $beat + $beat + 3;
    $n = $soonest if $n < $soonest;
    $n++ while $self->{taken}{$n} || $n % $beat == 0;
    $self->{taken}{$n} = 1;
    return $n;
}

sub seconds { my ($self, $slots) = @_; return $slots * $self->{slot} }
sub time_of { my ($self, $n)     = @_; return $self->{begun} + $self->seconds($n) }

sub delay_of {
    my ($self, $n) = @_;
    my $left = $self->time_of($n) - time;
    return $left > 0 ? $left : 0;
}

1;
