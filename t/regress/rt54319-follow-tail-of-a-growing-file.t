use strict;
use warnings;

BEGIN { $ENV{POE_ASSERT_DEFAULT}   = 1 }
BEGIN { $ENV{POE_CATCH_EXCEPTIONS} = 0 }
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use POE         qw(Wheel::FollowTail);
use Time::HiRes qw(time);

# A file that grows faster than it is polled is read at each poll, not put off by each line: no line is
# older than one interval and a half when it comes. A timer tells how late this machine makes things.
my $interval = scaled(0.4);
my $file     = fresh_file('');
my ($oldest, $latest, $lines, $due) = (0, 0, 0);
play(
    _start => sub {
        $_[HEAP] = POE::Wheel::FollowTail->new(
            Filename     => $file, InputEvent => 'line',
            PollInterval => $interval
        );
        $_[KERNEL]->yield('grow');
    },
    grow => sub {
        my $now = time;
        $latest = $now - $due if $due and $now - $due > $latest;
        append($file, "$now\n");
        $due = $now + $interval / 10;
        $_[KERNEL]->alarm(grow => $due);
    },
    line => sub {
        my $age = time - $_[ARG0];
        $oldest = $age if $age > $oldest;
        return if ++$lines < 30;
        $_[KERNEL]->alarm('grow');
        undef $_[HEAP];
    },
    _stop => sub { },
);
cmp_ok $lines, '>=', 30, 'the lines come';
cmp_ok $oldest, '<', 1.5 * $interval + 2 * $latest, 'in time';

done_testing;
