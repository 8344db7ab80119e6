use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use POETest;
use Test::More;

plan skip_all => 'for the manuals of this distribution' if is_upstream();

examples_run($_) for map {"POE/$_.pod"} qw(
    Driver Driver/SysRW
    Filter Filter/Block Filter/Line Filter/Stream
    Wheel Wheel/Pump Wheel/ReadWrite
);
done_testing;
