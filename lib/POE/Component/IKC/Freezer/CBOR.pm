package POE::Component::IKC::Freezer::CBOR;

# Messages between peers of this distribution, as CBOR.

use strict;
use warnings;

our $VERSION = '2.000';

use CBOR::XS 1.7 ();

use constant MAX_DEPTH => 512;

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
            return $codec->encode($_[0]);
        },
        sub {
            my $data = $codec->decode($_[0]);
            die "CBOR document holds no reference\n" if !ref $data;
            return $data;
        },
    );
}

my ($freeze, $thaw) = __PACKAGE__->pair;

sub nfreeze { return $freeze->($_[0]) }
sub thaw    { return $thaw->($_[0]) }

1;
