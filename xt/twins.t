use strict;
use warnings;

use Test::More;

# A few of the programs that upstream POE and ours have to agree on; by hand it plays hundreds.

plan skip_all => 'not built' if !-e 'blib/lib/POE/Kernel.pm';
my $upstream = `env -u PERL5LIB $^X -MPOE -e 'print \$POE::VERSION' 2>&1`;
plan skip_all => 'no upstream POE is installed' if $upstream !~ /\A1\./;

my $said = `$^X xt/twins --programs 2 2>&1`;
is $?, 0, 'both say the same' or diag $said;
like $said, qr/^$_: 2 programs .*; 0 differ$/m, $_ for map {m{(\w+)\.pl\z}} glob "xt/twins.d/*.pl";

done_testing;
