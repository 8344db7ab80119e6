use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use POETest;
use Test::More;

plan skip_all => 'for the manuals of this distribution' if is_upstream();
plan skip_all => 'Future is not installed'              if !eval { require Future };

examples_run('POE/Future/Connect.pm');
done_testing;
