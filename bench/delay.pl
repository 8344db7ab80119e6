# delay: a delay set again and again by its name while 10,000 others are pending.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

POE::Session->create(
    inline_states => {
        _start => sub {
            my $kernel = $_[KERNEL];
            $kernel->delay_set('other', 1000 + $_ / 10) for 1 .. 10_000;
            my $rate = timed(4, sub { $kernel->delay('timeout', 900 + rand 1000) for 1 .. 4 });
            report('delay', $rate, 'per_s');
            finish();
        },
    },
);
