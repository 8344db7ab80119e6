use strict;
use warnings;

use lib 't/lib', 't/lib/Bridges';
use LoopSuite;

# A bridge to Glib. Upstream's own tests of an event loop pass.
bridge_passes_suite('Glib', 'Glib');
