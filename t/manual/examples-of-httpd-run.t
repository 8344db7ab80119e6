use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use POETest;
use Requests;
use Test::More;

plan skip_all => 'for the manuals of this distribution' if is_upstream();

examples_run("POE/Filter/$_.pod")
    for 'HTTPD', map {"HTTPD/$_"} qw(Chunks Fields Head Lines Objects);
done_testing;
