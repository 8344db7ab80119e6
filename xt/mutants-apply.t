use strict;
use warnings;

use FindBin;
use Test::More;

use lib "$FindBin::Bin/lib";
use Mutants;

# The mutants of xt/mutants fit the code as it is: the lines that each changes are there just once, and
# so are its tests.

my $root    = "$FindBin::Bin/..";
my @mutants = Mutants::all("$FindBin::Bin/mutants.d");
cmp_ok(scalar @mutants, '>=', 40, 'there are at least 40');

for my $mutant (@mutants) {
    my $name = $mutant->{name};
    ok(eval { Mutants::applied($mutant, $root); 1 }, "$name: can be applied") or diag $@;
    is_deeply([ grep { !-e "$root/$_" } @{ $mutant->{tests} } ], [], "$name: has its tests");
}

my %layer = map { $_->{in} =~ m{\A(\w+)/} ? ($1 => 1) : () } @mutants;
is_deeply([ sort keys %layer ], [qw(csrc lib xs)], 'all layers have some');

done_testing;
