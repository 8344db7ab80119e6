#!/usr/bin/perl
# The smallest POE program: one session, one event to itself.
#     script/run examples/hello.pl [NAME]

use strict;
use warnings;

use POE;

POE::Session->create(
    args          => [ shift // 'world' ],
    inline_states => {
        _start => sub { $_[KERNEL]->yield(greet => $_[ARG0]) },
        greet  => sub { print "Hello, $_[ARG0]!\n" },
        _stop  => sub { print "Nothing left to do.\n" },
    },
);

POE::Kernel->run;
