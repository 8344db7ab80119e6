# call: another session's handler as a function.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

my $server = POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('server') },
        answer => sub {42},
    },
);

POE::Session->create(
    inline_states => {
        _start  => sub { $_[KERNEL]->yield('measure') },
        measure => sub {
            my $kernel = $_[KERNEL];
            my $rate   = timed(1000, sub { $kernel->call($server, 'answer') for 1 .. 1000 });
            report('call', $rate, 'per_s');
            finish();
        },
    },
);

POE::Kernel->run;
