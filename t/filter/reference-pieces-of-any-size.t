use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Pieces;
use POETest;
use Test::More;
use POE::Filter::Reference;

{

    package Images;    # short and quick
    sub freeze { return $_[0][0] }
    sub thaw   { my ($image) = @_; die "bad\n" if $image =~ /!/; return ["<$image>"] }
}

sub seen {
    return map { ref ? "@$_" : s/ at .*//r } @_;
}

sub frames {
    my ($random) = @_;
    my @octets = ('a', "\0", '7', '!', "1\0x");
    return join '', map {
        my $image = join '', map { $octets[ $random->(5) ] } 1 .. $random->(12);
        length($image) . "\0$image"
    } 0 .. $random->(8);
}

same_in_pieces(
    'frames',
    count  => 5000,
    filter => sub { POE::Filter::Reference->new(Serializer => 'Images', NoFatals => 1) },
    stream => \&frames,
    seen   => \&seen,
);

same_in_pieces(
    'frames, and junk behind them',
    count  => 3000,
    filter => sub { POE::Filter::Reference->new(Serializer => 'Images', NoFatals => 1) },
    stream =>
        sub { my ($random) = @_; frames($random) . ('junk', '1x', "\0", '12')[ $random->(4) ] },
    seen => \&seen,
);

my $packed = POE::Filter::Reference->new(Compression => 1);
same_in_pieces(
    'compressed images',
    count  => 300,
    filter => sub { $packed->clone },
    stream => sub {
        my ($random) = @_;
        join '', @{ $packed->put([ map { [ 'x' x $random->(200) ] } 0 .. $random->(5) ]) };
    },
    seen => \&seen,
);

done_testing;
