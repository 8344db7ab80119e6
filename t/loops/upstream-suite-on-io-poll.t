use strict;
use warnings;

use lib 't/lib';
use LoopSuite;

# Upstream's own tests of the loop IO_Poll pass.
passes_suite('IO_Poll');
