use strict;
use warnings;

use lib 't/lib';
use LoopSuite;

# Upstream's own tests of the loop EV pass.
passes_suite('EV');
