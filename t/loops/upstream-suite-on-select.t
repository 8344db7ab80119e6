use strict;
use warnings;

use lib 't/lib';
use LoopSuite;

# Upstream's own tests of the loop Select pass.
passes_suite('Select');
