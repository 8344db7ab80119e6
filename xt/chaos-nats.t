use strict;
use warnings;

use Test::More;

# A few seconds of it, with one server; with three if POE_TEST_CHAOS is set. By hand it takes ten minutes.

plan skip_all => 'not built' if !-e 'blib/lib/POE/Kernel.pm';
plan skip_all => 'nats-server is not installed'
    if !grep {-x} map {"$_/nats-server"}
    split(/:/, $ENV{PATH}), '/usr/sbin';

for my $nodes (1, $ENV{POE_TEST_CHAOS} ? 3 : ()) {
    my $said = `$^X xt/chaos-nats --seconds 8 --rate 1000 --nodes $nodes 2>&1`;
    is $?, 0, "nothing is lost unheard of, $nodes" or diag $said;
    like $said, qr/^all is well$/m, 'and it says so';
}

done_testing;
