package POE::Component::IKC::Freezer::JSON;

# Messages between peers of this distribution, as JSON.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Filter::Reference::JSON ();

# The functions that freeze and thaw. There are no objects in JSON.
sub pair {
    return (\&nfreeze, \&thaw);
}

sub nfreeze { return POE::Filter::Reference::JSON::nfreeze($_[0]) }
sub thaw    { return POE::Filter::Reference::JSON::thaw($_[0]) }

1;
