# load: what `use POE` costs a program: the median of several starts, less that of a bare perl, and
# the memory of the process.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;

my $size = 'open my $in, "<", "/proc/self/statm"; print +(split " ", <$in>)[1] * 4096';

sub start_up {
    my ($program) = @_;
    my $start     = now();
    my $rss       = `$^X -e '$program'`;
    return (now() - $start, $rss);
}

sub median {
    return (sort { $a <=> $b } @_)[ $#_ / 2 ];
}

my (@bare, @with, @bytes);
for (1 .. 15) {
    push @bare, (start_up($size))[0];
    my ($time, $rss) = start_up("use POE; POE::Kernel->run; $size");
    push @with, $time;
    push @bytes, $rss;
}
report('load_ms', 1000 * (median(@with) - median(@bare)), 'ms');
report('load_mib', median(@bytes) / 2**20, 'MiB');
