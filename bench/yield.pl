# yield: a handler that yields to itself.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

my $done = 0;
my $start;

POE::Session->create(
    inline_states => {
        _start => sub { $start = now(); $_[KERNEL]->yield('tick') },
        tick   => sub {
            return measured('yield', $done, $start) if !(++$done & 1023) && over();
            $_[KERNEL]->yield('tick');
        },
    },
);

POE::Kernel->run;
