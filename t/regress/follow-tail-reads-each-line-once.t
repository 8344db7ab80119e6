use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use POE;

# Where stat tells little of a file (no device, no inode) it must not look like another file at each
# poll. This runs everywhere: between idle polls nothing is reset and no line comes again.
my $file = fresh_file("old\n");
my $log  = tail_and_idle(
    [ Filename => $file ],
    (
        map {
            my $n = $_;
            (idle => sub { append($file, "line $n\n") }, "in line $n" => undef)
        } 1 .. 4
    ),
    idle => undef,
    idle => undef,
);
is_deeply [ grep { $_ ne 'idle' } @$log ], [ map {"in line $_"} 1 .. 4 ];

done_testing;
