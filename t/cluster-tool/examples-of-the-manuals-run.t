use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use ManualExamples;

plan skip_all => 'for the manuals of this distribution' if is_upstream();

examples_run($_) for manuals_below('POE/XS/Cluster');
done_testing;
