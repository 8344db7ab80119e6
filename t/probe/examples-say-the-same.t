use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# A handful of programs say the same with the probe.

sub contents {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!";
    local $/ = undef;
    return scalar <$in>;
}

for my $name (qw(alarms children conversation postbacks traffic-light)) {
    my $file = "examples/$name.pl";
    next if !-e $file;
    my ($with, $without) = map {
        run_child(
            "\$0 = '$file'; " . contents($file),
            env => { POE_PROBE => $_, POE_PROBE_DIR => probe_folder() })
    } 1, undef;
    for my $run ($with, $without) { s/\b\d+\b/N/g for @$run{qw(stdout stderr)} }
    is_deeply $with, $without, $name;
    like $with->{stdout}, qr/./, "$name says something";
}

done_testing;
