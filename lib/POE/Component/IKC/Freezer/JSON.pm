package POE::Component::IKC::Freezer::JSON;

# Messages between peers of this distribution, as JSON.

use strict;
use warnings;

our $VERSION = '2.000';

use constant MAX_DEPTH => 512;

my $package = _first_of(qw(Cpanel::JSON::XS JSON::XS JSON::PP));

sub _first_of {
    for my $name (@_) {
        my $file = "$name.pm" =~ s{::}{/}gr;
        return $name if eval { require $file };
    }
    die $@;
}

# Text in UTF-8. What plain data cannot say, such as an object, is refused on both sides.
my $codec = $package->new->utf8->allow_nonref(0)->max_depth(MAX_DEPTH);

# The functions that freeze and thaw. There are no objects in JSON.
sub pair { return (\&nfreeze, \&thaw) }

sub nfreeze { return $codec->encode($_[0]) }

sub thaw {
    my ($text) = @_;
    die "no JSON text\n" if !defined $text;
    return $codec->decode($text);
}

1;
