use strict;
use warnings;

use lib 't/lib';
use LoopSuite;

# Upstream's own tests of an event loop pass on our default one.
passes_suite('Default');
