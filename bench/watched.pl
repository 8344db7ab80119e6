# watched: sessions by the thousand, each with an alarm that comes again and again, half of them with a
# watched socket: how many events a second, at what cost, and how late alarms are. `bench/watching` runs it with
# and without a viewer.  BENCH_SESSIONS: how many (20,000); BENCH_RATE: alarms a second, of all of them (100,000).

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use IO::Handle;
use POE;
use Socket qw(AF_UNIX PF_UNSPEC SOCK_STREAM);

my $sessions = $ENV{BENCH_SESSIONS} || 20_000;
my $rate     = $ENV{BENCH_RATE}     || 100_000;
my $warm_up  = 2;
my ($done, $cpu, $start, $measuring, @late, @ends) = (0);

sub tick {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    if (!(++$done % 20)) {
        push @late, Time::HiRes::time() - $heap->{due} if $measuring;
        syswrite $heap->{peer}, 'x'                    if $heap->{peer};
    }
    $heap->{due} += $sessions / $rate;
    $kernel->alarm(tick => $heap->{due});
    return;
}

sub heard {
    sysread $_[ARG0], my $octets, 16;
    return;
}

sub new_session {
    my ($n) = @_;
    POE::Session->create(
        inline_states => {
            _start => sub {
                my ($kernel, $heap) = @_[ KERNEL, HEAP ];
                $heap->{due} = Time::HiRes::time() + 1 + $n / $rate;
                $kernel->alarm(tick => $heap->{due});
                $heap->{peer} = $ends[ $n ^ 1 ];
                $kernel->select_read($ends[$n], 'heard') if $ends[$n];
            },
            tick  => \&tick,
            heard => \&heard,
        },
    );
    return;
}

sub begin {
    ($done, $cpu, $start, $measuring) = (0, cpu_seconds(), now(), 1);
    return;
}

sub end {
    my @sorted = sort { $a <=> $b } @late;
    report('watched_rate', $done / (now() - $start), 'per_s');
    report('watched_cpu', 1e6 * (cpu_seconds() - $cpu) / $done, 'us_an_event');
    report("watched_late_p$_", 1000 * $sorted[ @sorted * $_ / 100 ], 'ms') for 50, 99;
    report('watched_late_most', 1000 * $sorted[-1], 'ms');
    return finish();
}

for (1 .. $sessions / 4) {
    socketpair my $one, my $other, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
    push @ends, $one, $other;
}
new_session($_) for 0 .. $sessions - 1;
POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->delay(begin => $warm_up);
            $_[KERNEL]->delay(end   => $warm_up + ($ENV{BENCH_SECONDS} || 5));
        },
        begin => \&begin,
        end   => \&end,
    },
);
POE::Kernel->run;
