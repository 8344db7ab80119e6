use strict;
use warnings;

BEGIN { $ENV{POE_ASSERT_DEFAULT} = 1 }
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use POE;

# By name alone, what is in the file is not told, and what is written later is. Handlers that return
# nothing in particular are no trouble to assertions.
my $file = fresh_file("old one\nold two\n");
my $log;
my @warnings = warnings_of(sub {
    $log = tail_and_idle(
        [ Filename => $file ],
        idle         => sub { append($file, "new one\nnew two\n") },
        'in new two' => undef,
        idle         => sub { append($file, "last\n") },
        'in last'    => undef,
    );
});
is_deeply [ grep { $_ ne 'idle' } @$log ], [ 'in new one', 'in new two', 'in last' ];
is $log->[0], 'idle', 'at first there is nothing';
is_deeply [ grep { !/a '_stop' event/ } @warnings ], [], 'no warnings';

done_testing;
