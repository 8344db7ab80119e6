use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use POETest;
use Test::More;

plan skip_all => 'for the manuals of this distribution' if is_upstream();

examples_run($_) for 'POE/XS/Report.pm', manuals_below('POE/XS/Report');
done_testing;
