use strict;
use warnings;

use Test::More;

use POE::Filter::Line;

# An ending of two octets is one, however long the line before it is: nothing that searches in pieces may
# cut it in two.

sub wrong_lengths {
    my ($ending) = @_;
    my @wrong;
    for my $length (0 .. 1100) {
        my $filter = POE::Filter::Line->new;
        my $line   = 'x' x $length;
        my $got    = $filter->get(["$line${ending}next${ending}"]);
        push @wrong, $length if @$got != 2 or $got->[0] ne $line or $got->[1] ne 'next';
    }
    return \@wrong;
}

my %ending = ("\r\n" => 'CR LF', "\n\r" => 'LF CR', "\n" => 'LF', "\r" => 'CR');
is_deeply wrong_lengths($_), [], $ending{$_} for sort keys %ending;

done_testing;
