#!/usr/bin/perl
# Alarms that are set, moved and taken back, and a delay that is started anew each time something
# happens: the usual way to notice that nothing happens any more.

use strict;
use warnings;

use POE;

my $unit = shift || 0.02;    # seconds

POE::Session->create(
    inline_states => {
        _start => \&start,
        bell   => sub { print "bell: $_[ARG0]\n" },
        knock  => \&knock,
        quiet  => sub { print "quiet for a while\n" },
    },
);

sub start {
    my $kernel = $_[KERNEL];
    my $second = $kernel->delay_set(bell => 2 * $unit, 'set second, moved to the front');
    $kernel->delay_set(bell => 3 * $unit, 'stays where it is');
    my $never = $kernel->delay_set(bell => 4 * $unit, 'never rings');

    $kernel->delay_adjust($second, $unit);
    my ($name, undef, $arguments) = $kernel->alarm_remove($never);
    print "taken back: $name ($arguments->[0])\n";
    $kernel->delay(knock => 4 * $unit, 3);
}

sub knock {
    my ($kernel, $times) = @_[ KERNEL, ARG0 ];
    print "knock\n";
    $kernel->delay(quiet => 3 * $unit);
    $kernel->delay(knock => $unit, $times - 1) if $times > 1;
}

POE::Kernel->run;
