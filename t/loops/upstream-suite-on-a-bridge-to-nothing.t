use strict;
use warnings;

use lib 't/lib', 't/lib/Bridges';
use LoopSuite;

# A bridge that brings a loop of its own. Upstream's own tests of an event loop pass.
bridge_passes_suite('Plain', 'Socket');
