use strict;
use warnings;

use lib 't/lib', 't/lib/Bridges';
use LoopSuite;

# A bridge to Mojo::IOLoop, whose reactor stands on EV or on poll. Upstream's own tests of an event loop pass.
bridge_passes_suite(
    'Mojo_IOLoop', 'Mojo::IOLoop',
    MOJO_REACTOR => qw(Mojo::Reactor::EV Mojo::Reactor::Poll)
);
