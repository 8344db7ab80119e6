package POE::Component::IKC::Freezer::Sereal;

# Messages between peers of this distribution, as Sereal documents. Nothing that would call or make code at
# the peer, nothing that grows when it is decoded, and nothing that would stay in memory for ever.

use strict;
use warnings;

our $VERSION = '2.000';

use Scalar::Util          qw(refaddr reftype);
use Sereal::Decoder 4.000 ();
use Sereal::Encoder 4.000 ();

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

    # Only by these marks can a document name what is in it already.
    _refuse_circles($data) if $document =~ /[\x29\x2e\xa9\xae]/;
    return $data;
}

# Data that holds itself is never freed, so that a peer could fill the memory with it.
sub _refuse_circles {
    my ($data) = @_;
    my %seen;
    return if !_has_circle($data, \%seen);
    for my $part (values %seen) {
        my $type = reftype $part->[0];
        if    ($type eq 'ARRAY') { @{ $part->[0] } = () }
        elsif ($type eq 'HASH')  { %{ $part->[0] } = () }
        else                     { ${ $part->[0] } = undef }
    }
    die "Sereal document holds itself\n";
}

# All parts are looked at, each once. The ones that lead to where the search is are open.
sub _has_circle {
    my ($part, $seen) = @_;
    my $known = $seen->{ refaddr $part };
    return $known->[1] if $known;
    my $note  = $seen->{ refaddr $part } = [ $part, 1 ];
    my $type  = reftype $part;
    my $found = 0;
    my @within
        = $type eq 'ARRAY' ? @$part : $type eq 'HASH' ? values %$part : _target($part, $type);
    no warnings 'recursion';
    $found |= _has_circle($_, $seen) for grep {ref} @within;
    $note->[1] = 0;
    return $found;
}

sub _target {
    my ($part, $type) = @_;
    return $type =~ /\A(?:SCALAR|REF|LVALUE|VSTRING)\z/ ? $$part : ();
}

1;
