#!/usr/bin/perl
# Three child processes at work at once; the session hears of each end, with the exit status.

use strict;
use warnings;

use POE;

POE::Session->create(
    heap          => { left   => 3 },
    inline_states => { _start => \&start, ended => \&ended },
);

sub start {
    my $kernel = $_[KERNEL];
    for my $number (1 .. 3) {
        my $pid = fork // die "fork: $!";
        work($number) if !$pid;
        $kernel->sig_child($pid, ended => $number);
    }
}

# The child: the kernel's business is its parent's.
sub work {
    my ($number) = @_;
    select undef, undef, undef, 0.05 * (4 - $number);
    require POSIX;
    POSIX::_exit($number);
}

sub ended {
    my ($heap, $status, $number) = @_[ HEAP, ARG2, ARG3 ];
    printf "child %d ended with status %d\n", $number, $status >> 8;
    print "all of them are back\n" if !--$heap->{left};
}

POE::Kernel->run;
