use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Time::HiRes qw(time);

# A child process sends signals one by one at random moments; the handler of the program answers each
# with the time it took. A wake-up that falls between perl's flag and the poll would be late by the
# whole sleep of the loop, here a minute. Upstream has that fault, so there the loop is woken often.
my $signals = is_upstream() ? 200 : $ENV{POE_TEST_SIGNALS} || 10_000;
my $prompt  = scaled(0.01);

pipe my $sent, my $send      or die $!;
pipe my $answer, my $respond or die $!;
$_->autoflush(1) for $send, $respond;

my ($count, $worst, $late) = (0, 0, 0);

# It is there before the first signal.
local $SIG{USR1} = sub {
    my $now = time;
    sysread $sent, my $packed, 8;
    my $took = $now - unpack 'd', $packed;
    $count++;
    $worst = $took if $took > $worst;
    $late++        if $took > $prompt;
    syswrite $respond, 'x';
};

my $parent = $$;
my $pid    = spawn(sub {
    close $_ for $sent, $respond;
    for my $n (1 .. $signals) {
        select undef, undef, undef, rand() * 0.0008 if $n % 4;
        syswrite $send, pack 'd', time;
        kill USR1 => $parent;
        sysread $answer, my $byte, 1 or return 1;
    }
    return 0;
});
close $_ for $send, $answer;

my $status;
play(
    _start => sub {
        $_[KERNEL]->sig_child($pid, 'reaped');
        $_[KERNEL]->delay(limit => 60);
        $_[KERNEL]->yield('wake') if is_upstream();
    },
    reaped => sub { $status = $_[ARG2]; $_[KERNEL]->delay('limit') },
    limit  => sub { kill KILL => $pid },
    wake   => sub { $_[KERNEL]->delay(wake => 0.02) unless defined $status },
);

is $status, 0, 'the sender got all its answers';
is $count, $signals, "each of $signals signals ran the handler";
cmp_ok $worst, '<', scaled(1), 'no wake-up was lost';
cmp_ok $late, '<=', $signals / (is_upstream() ? 2 : 20),
    sprintf(
    'they were answered within %.0f ms, but for the moods of a busy machine',
    1000 * $prompt
    ) or diag "$late late, the worst $worst s";
note "worst answer after $worst s, $late later than $prompt s";

done_testing;
