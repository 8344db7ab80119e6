use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use SetClock;    # first: the program runs again
use POETest;
use TcpStage;
use Test::More;

use POE;

# A connection is idle by what really went by: not at once when the clock is set forward, and not hours
# later when it is set back.

plan skip_all => 'POE does not have it' if is_upstream();

my $limit = 0.5;

# Seconds until the server ended a connection that became silent when the clock was set.
sub ended_after {
    my ($ahead) = @_;
    my ($active, $after);
    my $port = serve(
        ClientTimeout      => $limit,
        ClientInput        => sub { set_clock($ahead); $active = steady() },
        ClientDisconnected => sub { $after = steady() - $active; goto &end_server },
    );
    my $peer = peer($port);
    session(
        _start => sub { $_[KERNEL]->delay(say => 0.6 * $limit) },
        say    => sub { $peer->say("hello") });
    POE::Kernel->run;
    set_clock(0);
    return $after;
}

for my $ahead (5000, -5000) {
    my $after = ended_after($ahead);
    ok $after >= $limit - 0.01 && $after < $limit + scaled(3), "$ahead seconds: ended in time"
        or diag $after;
}

done_testing;
