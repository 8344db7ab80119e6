#!/usr/bin/perl
# Signals as events: one that reports, one that ends the program tidily. This one sends them to
# itself; from a shell, `kill -USR1` and Ctrl-C do the same.

use strict;
use warnings;

use POE;

POE::Session->create(
    heap          => { jobs => 0 },
    inline_states => {
        _start    => \&start,
        work      => sub { $_[HEAP]{jobs}++; $_[KERNEL]->delay(work => 0.01) },
        report    => \&report,
        finish    => \&finish,
        send_usr1 => sub { kill USR1 => $$ },
        _stop     => sub { print "stopped\n" },
    },
);

sub start {
    my $kernel = $_[KERNEL];
    $kernel->sig(USR1 => 'report');
    $kernel->sig(INT  => 'finish');
    $kernel->yield('work');
    $kernel->delay(send_usr1 => 0.05);
    $kernel->state(send_usr1 => sub { kill USR1 => $$ });
}

sub report {
    my ($kernel, $heap, $signal) = @_[ KERNEL, HEAP, ARG0 ];
    print "$signal: ", $heap->{jobs} > 1 ? 'several jobs' : 'hardly anything',
        " done\n";
    $kernel->sig_handled;
    kill INT => $$;
}

# Handled, so that the kernel does not end everything on the spot: what is left can be finished.
sub finish {
    my ($kernel, $signal) = @_[ KERNEL, ARG0 ];
    print "$signal: finishing\n";
    $kernel->delay('work');
    $kernel->sig($_) for qw(USR1 INT);
    $kernel->sig_handled;
}

POE::Kernel->run;
