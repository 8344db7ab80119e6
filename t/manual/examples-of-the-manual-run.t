use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples qw(contents);
use ManualPrograms;
use POETest;
use Test::More;

# Every block of the manual for newcomers is run, and prints what it says.

plan skip_all => 'for the manuals of this distribution' if is_upstream();

my @manuals
    = ('POE/Manual.pod', map {s{.*/lib/}{}r} glob "$FindBin::Bin/../../lib/POE/Manual/*.pod");
cmp_ok(scalar @manuals, '>=', 5, 'the manuals are here');
for my $manual (@manuals) {
    subtest $manual => sub {
        links_lead_somewhere($manual);
        manual_runs($manual);
    };
}

# What differs in several ways is told where people look who change over.
subtest 'the manual of migration leads to every list of differences' => sub {
    my $migration = contents('POE/Manual/Migration.pod');
    for my $manual (manuals_with_lists_of_differences()) {
        my $package = $manual =~ s/\.\w+\z//r =~ s{/}{::}gr;
        like($migration, qr/L<(?:[^<>|]*\|)?$package[>\/]/, $package);
    }
};

done_testing;
