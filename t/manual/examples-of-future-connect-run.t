use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use POETest;
use Test::More;

plan skip_all => 'for the manuals of this distribution' if is_upstream();
plan skip_all => 'no Future that would do is installed' if !eval { require POE::Future };

examples_run('POE/Future/Connect.pm');
done_testing;
