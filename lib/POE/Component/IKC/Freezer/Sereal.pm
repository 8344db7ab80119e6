package POE::Component::IKC::Freezer::Sereal;

# Messages between peers of this distribution, as Sereal documents. Nothing that would call or make code at
# the peer, nothing that grows when it is decoded, and nothing that would stay in memory for ever.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Component::IKC::Freezer::Circles ();
use Sereal::Decoder 4.000                 ();
use Sereal::Encoder 4.000                 ();

use constant { MAX_DEPTH => 512, MAX_COUNT => 1_000_000 };

sub _encoder {
    my (%option) = @_;
    return Sereal::Encoder->new({ croak_on_bless => $option{objects} ? 0 : 1 });
}

sub _decoder {
    my (%option) = @_;
    return Sereal::Decoder->new({
        refuse_objects        => $option{objects} ? 0 : 1,
        refuse_snappy         => 1,
        refuse_zlib           => 1,
        refuse_zstd           => 1,
        validate_utf8         => 1,
        max_recursion_depth   => MAX_DEPTH,
        max_num_array_entries => MAX_COUNT,
        max_num_hash_entries  => MAX_COUNT,
    });
}

# The functions that freeze and thaw. With objects => 1 they pass.
sub pair {
    my ($class, %option)    = @_;
    my ($encoder, $decoder) = (_encoder(%option), _decoder(%option));
    return (sub { return $encoder->encode($_[0]) }, sub { return _decoded($decoder, $_[0]) });
}

my ($freeze, $thaw) = __PACKAGE__->pair;

sub nfreeze { return $freeze->($_[0]) }
sub thaw    { return $thaw->($_[0]) }

sub _decoded {
    my ($decoder, $document) = @_;
    my $data = $decoder->decode($document);
    die "Sereal document holds no reference\n" if !ref $data;

    # Only by the first of these marks can a document name what is in it already, and that has one of the
    # second then, if it can hold anything.
    POE::Component::IKC::Freezer::Circles::refuse($data, 'Sereal document')
        if $document =~ /[\x29\x2e\xa9\xae]/ and $document =~ /[\xa8-\xdf]/;
    return $data;
}

1;
