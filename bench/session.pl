# session: created, run once, gone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

my $done = 0;
my $start;
my %states = (_start => sub { }, _stop => sub { });

POE::Session->create(
    inline_states => {
        _start => sub { $start = now(); $_[KERNEL]->yield('batch') },
        _child => sub { },
        batch  => sub {
            POE::Session->create(inline_states => \%states) for 1 .. 100;
            $done += 100;
            return measured('session', $done, $start) if over();
            $_[KERNEL]->yield('batch');
        },
    },
);

POE::Kernel->run;
