use strict;
use warnings;

use lib 't/lib', 't/lib/Bridges';
use LoopSuite;

# A bridge to EV that is not ours, found first on the path, drives alone. Upstream's own tests of an event loop pass.
bridge_passes_suite('EV', 'EV');
