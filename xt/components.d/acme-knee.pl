# package: libacme-poe-knee-perl
# module: Acme::POE::Knee
# exercises: a race to the end

use strict;
use warnings;

use Acme::POE::Knee;

# The race ends by an error that names the winner.
my $race = Acme::POE::Knee->new(dist => 3, ponies => { fast => 0.01, slow => 0.05 });
print "worked\n" if !eval { $race->race; 1 } and $@ =~ /won the race/;
