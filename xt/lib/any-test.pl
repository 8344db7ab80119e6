# The program of xt/lib/TestServer.pm: perl has opened this file and not yet read it when a fork puts a test in its
# place. These lines are never run.
use strict;
use warnings;

die "no test came in place of this\n";
