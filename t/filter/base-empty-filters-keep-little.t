use strict;
use warnings;

use Test::More;

use POE::Filter::Block;
use POE::Filter::Line;
use POE::Filter::Stream;

# A filter that once held much and is empty now has given the memory back: connections that are idle
# cost little, whatever went over them.

plan skip_all => 'memory is told by /proc' if !-r '/proc/self/statm';

my $MEBI = 1024 * 1024;

sub resident {
    open my $statm, '<', '/proc/self/statm' or die "statm: $!";
    return 4096 * (split ' ', readline $statm)[1];
}

# One record of a size, in pieces, so that the filter has to gather them.
sub gathered {
    my ($filter, $begin, $end, $size) = @_;
    my $piece = 'x' x 65_536;
    my $got   = 0;
    my @chunk = ($begin, ($piece) x ($size / length $piece), $end);
    for my $chunk (@chunk) {
        $filter->get_one_start([$chunk]);
        while (1) {
            my $records = $filter->get_one;
            last if !@$records;
            $got += length for @$records;
        }
    }
    return $got;
}

my $size = 4 * $MEBI;
my %kind = (
    Line  => [ sub { POE::Filter::Line->new(Literal => "\n") }, '', "\n" ],
    Block => [ sub { POE::Filter::Block->new }, "$size\0", '' ],
);

for my $name (sort keys %kind) {
    my ($make, @ends) = @{ $kind{$name} };
    is gathered($make->(), @ends, $size), $size, "$name: the record comes";
    my @kept;
    my $before = resident();
    for (1 .. 12) {
        my $filter = $make->();
        gathered($filter, @ends, $size);
        push @kept, $filter;
    }
    my $each = (resident() - $before) / @kept;
    cmp_ok $each, '<', $size / 2, "$name: little stays with each" or diag "$each octets each";
}

done_testing;
