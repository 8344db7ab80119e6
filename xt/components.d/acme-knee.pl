# package: libacme-poe-knee-perl
# module: Acme::POE::Knee
# exercises: a race to the end

use strict;
use warnings;

use Acme::POE::Knee;

Acme::POE::Knee->new(dist => 3, ponies => { fast => 0.01, slow => 0.05 })->race;
print "worked\n";
