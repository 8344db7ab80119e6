use strict;
use warnings;

use Test::More;

# A few seconds of the soak; by hand it takes ten minutes.

plan skip_all => 'not built' if !-e 'blib/lib/POE/Kernel.pm';

my $said = `$^X xt/soak 5 2>&1`;
is $?, 0, 'what goes in comes out' or diag $said;
like $said, qr/^all is well$/m;

done_testing;
