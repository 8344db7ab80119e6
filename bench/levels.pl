# levels [--only LEVEL] [--events N] CHAINS BUSY: yields at each level of measuring, in turn after turn; so many sessions
# that yield to themselves at once, and handlers that are busy for so many microseconds. Prints a line with the
# lower quartiles of their processor time. `bench/watching` runs it.

use strict;
use warnings;

use Getopt::Long qw(GetOptions);
use POE;
use Time::HiRes qw(clock time);

GetOptions('only=s' => \my $only, 'events=i' => \(my $events = 10_000))
    or die "levels: see its head\n";
my ($chains, $busy) = @ARGV;
my @levels = $only ? $only            : qw(off counts times trace);
my $turns  = $only ? 1                : 120;
my $rounds = $busy ? rounds_of($busy) : 0;
my $left;
my %took;

sub work {
    my ($n) = @_;
    my $x = 0;
    $x += $_ for 1 .. $n;
    return $x;
}

# How often work() goes around in so many microseconds.
sub rounds_of {
    my ($microseconds) = @_;
    my $begun = clock;
    work(1000) for 1 .. 1000;
    return int($microseconds / (clock() - $begun));
}

sub chain {
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->yield('tick') },
            tick   => sub { work($rounds) if $rounds; $_[KERNEL]->yield('tick') if --$left > 0 },
        },
    );
    return;
}

sub turn {
    my ($level) = @_;
    POE::XS::measure($level);
    my $begun = clock;
    $left = $events;
    chain() for 1 .. $chains;
    POE::Kernel->run;
    push @{ $took{$level} }, 1e9 * (clock() - $begun) / $events;
    return;
}

$events = int($events / (1 + $busy / 2));
for (1 .. $turns) { turn($_) for @levels }
my %quartile = map {
    $_ => (sort { $a <=> $b } @{ $took{$_} })[ $turns / 4 ]
} @levels;
print join(
    ', ',
    map { sprintf '%s %.0f ns (%.3f)', $_, $quartile{$_}, $quartile{$_} / $quartile{ $levels[0] } }
        @levels
    ),
    "\n";
