package Pieces;

# A stream means the same however it is cut, and however the pieces are given to a filter.

use strict;
use warnings;

use Exporter qw(import);
use Framing;
use Test::More;

our @EXPORT = qw(same_in_pieces);

# All records that a filter makes of lists of chunks, by get or by get_one.
sub _records {
    my ($filter, $random, @lists) = @_;
    my @records;
    for my $list (@lists) {
        if ($random->(2)) { push @records, @{ $filter->get($list) }; next }
        $filter->get_one_start($list);
        my $next;
        push @records, @$next while @{ $next = $filter->get_one };
    }
    return @records;
}

sub _in_lists {
    my ($random, @chunks) = @_;
    my @lists;
    push @lists, [ splice @chunks, 0, 1 + $random->(3) ] while @chunks;
    return @lists;
}

# Options: filter => code that makes one; stream => code that makes a string, or a list of records, with
# the source of random numbers that it is given; count => how many of them; seen => code that makes
# records comparable.
sub same_in_pieces {
    my ($name, %option) = @_;
    my $random = random_numbers(1 + length $name);
    my $seen   = $option{seen} || sub {@_};
    my @bad;
    for (1 .. $option{count}) {
        my $stream = $option{stream}->($random);
        my @pieces
            = ref $stream ? @$stream : cut($stream, (1, 3, 40, 400)[ $random->(4) ], $random);
        my @whole
            = $seen->(_records($option{filter}->(), $random, ref $stream ? $stream : [$stream]));
        my @cut = $seen->(_records($option{filter}->(), $random, _in_lists($random, @pieces)));
        push @bad, [ \@pieces, \@whole, \@cut ] if !eq_array(\@whole, \@cut);
    }
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return is_deeply($bad[0], undef, "$name: the cuts do not matter");
}

1;
