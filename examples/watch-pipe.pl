#!/usr/bin/perl
# Reads what another process writes, as it comes, while a clock goes on ticking.

use strict;
use warnings;

use POE;

my $ticks = 0;

POE::Session->create(
    inline_states => {
        _start   => \&start,
        readable => \&readable,
        tick     => sub { $ticks++; $_[KERNEL]->delay(tick => 0.01) },
    },
);

sub start {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my $writer = q($| = 1; for (1 .. 3) { print "line $_\n"; select undef, undef, undef, 0.05 });
    open $heap->{pipe}, '-|', $^X, '-e', $writer or die "no pipe: $!";
    $kernel->select_read($heap->{pipe}, 'readable');
    $kernel->yield('tick');
}

# A handler reads what is there and returns; it never waits.
sub readable {
    my ($kernel, $heap, $handle) = @_[ KERNEL, HEAP, ARG0 ];
    my $got = sysread $handle, my $chunk, 4096;
    return print $chunk if $got;
    $kernel->select_read($handle);
    $kernel->delay('tick');
    close delete $heap->{pipe};
    print $ticks > 3
        ? "the clock ticked meanwhile\n"
        : "the clock stood still\n";
}

POE::Kernel->run;
