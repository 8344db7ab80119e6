use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use POETest;
use Test::More;

plan skip_all => 'for the manuals of this distribution' if is_upstream();

examples_run($_) for grep {m{\APOE/Component/IKC}} manuals_below('POE/Component');

done_testing;
