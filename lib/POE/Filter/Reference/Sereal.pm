package POE::Filter::Reference::Sereal;

use strict;
use warnings;

our $VERSION = '2.000';

use Sereal::Decoder ();
use Sereal::Encoder ();

# Nothing that would call or make code at the peer, and nothing that grows when it is decoded: objects,
# code, and Sereal's own compression are refused.
my $encoder = Sereal::Encoder->new({ croak_on_bless => 1 });
my $decoder = Sereal::Decoder->new({
    refuse_objects => 1, refuse_snappy       => 1, refuse_zlib => 1, refuse_zstd => 1,
    validate_utf8  => 1, max_recursion_depth => 512,
});

sub nfreeze { return $encoder->encode($_[0]) }

sub thaw {
    my ($image) = @_;
    my $record = $decoder->decode($image);
    die "Sereal document holds no reference\n" if !ref $record;
    return $record;
}

1;
