package POE::Component::IKC::Freezer::CBOR;

# Messages between peers of this distribution, as CBOR.

use strict;
use warnings;

our $VERSION = '2.000';

use CBOR::XS 1.7 ();
use Scalar::Util qw(reftype);

use constant {
    MAX_DEPTH          => 512,
    REFERENCE_TO_UNDEF => "\xd9\x56\x52\xf6",    # what CBOR::XS makes of code, too
};

# Without objects a tag that would make one is refused; circles always are.
sub _codec {
    my (%option) = @_;
    my $codec = CBOR::XS->new->max_depth(MAX_DEPTH)->validate_utf8->allow_cycles(0);
    return $codec if $option{objects};
    return $codec->forbid_objects->filter(sub { die "CBOR document holds a tag ($_[0])\n" });
}

# The functions that freeze and thaw. With objects => 1 they pass.
sub pair {
    my ($class, %option) = @_;
    my $codec = _codec(%option);
    return (
        sub {
            my $document = $codec->encode($_[0]);
            _refuse_code($_[0]) if index($document, REFERENCE_TO_UNDEF) >= 0;
            return $document;
        },
        sub {
            my $data = $codec->decode($_[0]);
            die "CBOR document holds no reference\n" if !ref $data;
            return $data;
        },
    );
}

# The codec has refused what is too deep, and circles.
sub _refuse_code {
    my @parts = @_;
    while (@parts) {
        my $part = shift @parts;
        my $type = reftype $part;
        die "CBOR carries no code\n" if $type eq 'CODE';
        my @within
            = $type eq 'ARRAY' ? @$part
            : $type eq 'HASH'  ? values %$part
            : $type eq 'REF'   ? $$part
            :                    ();
        push @parts, grep {ref} @within;
    }
    return;
}

my ($freeze, $thaw) = __PACKAGE__->pair;

sub nfreeze { return $freeze->($_[0]) }
sub thaw    { return $thaw->($_[0]) }

1;
