use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use POETest;
use Test::More;

plan skip_all => 'for the manuals of this distribution' if is_upstream();

my $folder = tempdir(CLEANUP => 1);
local $ENV{POE_PROBE_DIR} = $folder;
chmod oct 700, $folder or die "$folder: $!";

examples_run($_) for 'POE/XS/Probe.pod', 'POE/XS/Probe/Web.pod';
done_testing;
