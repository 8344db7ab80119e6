#!/usr/bin/perl
# A postback turns an event into a plain function: code that knows nothing of POE can call it later.
# While anybody holds one, the session lives.

use strict;
use warnings;

use POE;

# A library that has never heard of sessions: it calls back with a result.
package Library {
    my @waiting;

    sub ask {
        my (undef, $number, $reply) = @_;
        push @waiting, [ $number, $reply ];
        return;
    }

    sub answer {
        while (my $call = shift @waiting) { $call->[1]->($call->[0]**2) }
        return;
    }
}

POE::Session->create(
    inline_states => {
        _start => \&start,
        result => sub { print "$_[ARG0][0] squared is $_[ARG1][0]\n" },
        _stop  => sub { print "no postback left\n" },
    },
);

sub start {
    my ($kernel, $session) = @_[ KERNEL, SESSION ];
    Library->ask($_, $session->postback(result => $_)) for 2 .. 4;
    print "asked\n";
}

POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->delay(go => 0.02) },
        go     => sub { Library->answer }
    },
);

POE::Kernel->run;
