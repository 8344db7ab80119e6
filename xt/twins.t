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

# The bridge to nothing is always there.
$said = `$^X xt/twins --programs 2 --loop POE::Loop::Plain sessions names 2>&1`;
is $?, 0, 'both say the same on a bridge' or diag $said;
like $said, qr/^$_: 2 programs .*, driven by POE::Loop::Plain; 0 differ$/m, "$_ on a bridge"
    for qw(sessions names);

$said = `$^X xt/twins --loop POE::Loop::OfNobody names 2>&1`;
like $said, qr/does not run|no POE::Loop::OfNobody drives/, 'a loop that is not there is told';

done_testing;
