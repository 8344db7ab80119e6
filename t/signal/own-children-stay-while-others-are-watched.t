use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# On EV's default loop libev waits for every child, and %SIG has no part in it.
BEGIN { delete $ENV{POE_EVENT_LOOP} if ($ENV{POE_EVENT_LOOP} // '') =~ /EV\z/ }

use POE;

plan skip_all => 'upstream POE reaps every child' if is_upstream();

# While a session watches one child by its pid, another that ended is left to the program's own waitpid,
# in whatever handler that comes.

my ($mine, $watched, %got);
play(
    _start => sub {
        $watched = spawn(sub { sleep 1 while 1 });
        $_[KERNEL]->sig_child($watched, 'reaped');
        $_[KERNEL]->yield('begin');
    },
    begin => sub {
        $mine = spawn(sub {3});
        $_[KERNEL]->delay(look => 0.3);  # past the end of mine, and of what its signal brings about
    },
    look => sub {
        @got{qw(pid status)} = (waitpid($mine, 0), $?);
        kill KILL => $watched;
    },
    reaped => sub { $got{reaped} = $_[ARG1] },
);

is $got{pid}, $mine, 'it is there to be waited for';
is $got{status}, 3 << 8, 'with its status';
is $got{reaped}, $watched, 'the watched one was reported';

done_testing;
