package POE::XS::Probe::Interest;

use strict;
use warnings;

our $VERSION = '2.000';

# Times of handlers are wanted while somebody looks, by whichever way; what the program measures for itself goes on.

use Scalar::Util qw(refaddr);

my (%holding, $before);

# Whether this one has somebody who looks.
sub set {
    my ($who, $is_wanted) = @_;
    my $were = keys %holding;
    if   ($is_wanted) { $holding{ refaddr $who } = 1 }
    else              { delete $holding{ refaddr $who } }
    if (keys %holding and !$were) {
        $before = POE::XS::measures();
        POE::XS::measure('times') if $before ne 'times';
    } elsif ($were and !keys %holding) {
        POE::XS::measure($before);
    }
    return;
}

1;
