use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use POETest;
use Test::More;

plan skip_all => 'for the manuals of this distribution' if is_upstream();

examples_run("POE/XS/$_.pm") for qw(Observer Profiler Profiler/Text Graph Resolver);
done_testing;
