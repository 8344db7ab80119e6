# lateness: 50,000 alarms due at even distances within one second. How late each handler runs, and
# what an alarm costs from being set to having fired.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;
use Time::HiRes qw(time);

my $count = shift || 50_000;
my $cpu   = cpu_seconds();
my @late;

sub due {
    push @late, time() - $_[ARG0];
    summary() if @late == $count;
}

sub summary {
    my $spent  = cpu_seconds() - $cpu;
    my @sorted = sort { $a <=> $b } @late;
    report('late_p50', 1000 * $sorted[ $count * 0.50 ], 'ms');
    report('late_p99', 1000 * $sorted[ $count * 0.99 ], 'ms');
    report('late_cpu', 1e6 * $spent / $count, 'us');
    finish();
}

POE::Session->create(
    inline_states => {
        due    => \&due,
        _start => sub {
            my $first = time() + 1;
            $_[KERNEL]->alarm_set('due', $_, $_) for map { $first + $_ / $count } 0 .. $count - 1;
        },
    },
);

POE::Kernel->run;
