use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Block;

# However a stream is cut into chunks, it holds the same blocks.

my $cases  = 30_000;
my $random = random_numbers(11);

my @kinds = (
    [ 'a fixed size'         => BlockSize => 3 ],
    [ 'the length in digits' => () ],
    [
        "the program's own codec",
        LengthCodec => [
            sub { my ($block)  = @_; $$block = pack('n', length $$block) . $$block },
            sub { my ($buffer) = @_; $$buffer =~ s/\A(..)//s ? unpack('n', $1) : undef },
        ]
    ],
);

sub blocks {
    return map {
        join '',
            map { chr $random->(256) } 1 .. $random->(14)
    } 0 .. $random->(6);
}

sub shown {
    return join ' ', map { unpack 'H*', $_ } @_;
}

for my $kind (@kinds) {
    my ($name, @parameters) = @$kind;
    my @bad;
    for (1 .. $cases / @kinds) {
        my @blocks = blocks();
        my ($in, $out) = map { POE::Filter::Block->new(@parameters) } 1, 2;
        my $stream = join '', @{ $out->put(\@blocks) };
        my @wanted = $name =~ /fixed/ ? $stream =~ /(...)/gs : @blocks;
        my @got    = map { @{ $in->get([$_]) } } cut($stream, 1 + $random->(9), $random);
        push @bad, [ \@wanted, \@got ] if shown(@wanted) ne shown(@got);
    }
    is_deeply [ @bad[ 0 .. ($#bad > 2 ? 2 : $#bad) ] ], [], "$name: the cuts do not matter";
}

done_testing;
