use strict;
use warnings;

use Config;
use Test::More;

# Each C program of this folder prints TAP of its own; here it counts as one assertion with its output on failure.

plan skip_all => 'the C units need the Makefile of a build' if !-e 'Makefile';
my @units = map { m{\At/c/(\w+)\.c\z} && has_main($_) ? $1 : () } glob 't/c/*.c';
plan skip_all => 'no C units here' if !@units;

sub has_main {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!";
    return scalar grep {/\bmain\s*\(/} <$in>;
}

# A make that runs the tests must not hand its own flags down.
delete @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS)};
my $built = `$Config{make} plain-programs 2>&1`;
is($?, 0, 'the C units compile') or do { diag $built; done_testing; exit };

for my $unit (@units) {
    my $said   = `timeout 120 build/plain/$unit 2>&1`;
    my $status = $?;
    my ($plan) = $said =~ /^1\.\.(\d+)/m;
    my $passed = () = $said =~ /^ok /mg;
    my $failed = () = $said =~ /^not ok (?!.*# TODO)/mg;
    ok($status == 0 && !$failed && defined $plan && $plan == $passed, "$unit: $passed assertions")
        or diag "status $status\n$said";
}

done_testing;
