use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ReadWriteSuite;

passes_with('replaced');
