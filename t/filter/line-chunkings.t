use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Line;

# However a stream is cut into chunks, it holds the same lines. Where an ending of one octet can be the
# first half of one of two, a cut between them matters: the default rule takes each half for an ending,
# so no such cut is made for it here.

my $cases  = 60_000;
my $random = random_numbers(20);

sub stream {
    my ($alphabet) = @_;
    return join '', map { $alphabet->[ $random->(scalar @$alphabet) ] } 1 .. 1 + $random->(40);
}

# Pieces that end within "\r\n" or "\n\r" are joined with the next.
sub cut_beside_pairs {
    my @pieces;
    for my $piece (@_) {
        my $pair = @pieces ? substr($pieces[-1], -1) . substr($piece, 0, 1) : '';
        if ($pair eq "\r\n" || $pair eq "\n\r") { $pieces[-1] .= $piece }
        else                                    { push @pieces, $piece }
    }
    return @pieces;
}

sub got {
    my ($parameters, @pieces) = @_;
    my $filter  = POE::Filter::Line->new(@$parameters);
    my @records = map { @{ $filter->get([$_]) } } @pieces;
    return join "\0", @records, '', @{ $filter->get_pending // [] };
}

my @kinds = (
    [ 'the default ending', [], [ 'a', 'bc', "\r", "\n", "\r\n" ], 1 ],
    [ 'an ending of one', [ Literal => "\n" ], [ 'a', 'bc', "\r", "\n" ] ],
    [ 'an ending of two', [ Literal => "\r\n" ], [ 'a', 'bc', "\r", "\n" ] ],
    [ 'an ending of three', [ Literal => 'xyx' ], [ 'x', 'y', 'a' ] ],
    [ 'an ending to find out', [ InputLiteral => undef ], [ 'a', 'bc', "\r", "\n" ] ],
    [ 'a pattern', [ InputRegexp => '[;,]' ], [ 'a', 'bc', ';', ',' ] ],
);

for my $kind (@kinds) {
    my ($name, $parameters, $alphabet, $pairs) = @$kind;
    my @bad;
    for (1 .. $cases / @kinds) {
        my $stream = stream($alphabet);
        my @pieces = cut($stream, 1 + $random->(8), $random);
        @pieces = cut_beside_pairs(@pieces) if $pairs;
        push @bad, \@pieces if got($parameters, $stream) ne got($parameters, @pieces);
    }
    is_deeply [ @bad[ 0 .. ($#bad > 2 ? 2 : $#bad) ] ], [], "$name: the cuts do not matter";
}

done_testing;
