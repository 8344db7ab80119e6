# delay: what ../delay.pl does, with EV's own timers from Perl.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Bench;
use EV;

my $due     = sub { };
my @others  = map { EV::timer 1000 + $_ / 10, 0, $due } 1 .. 10_000;
my $timeout = EV::timer 900, 0, $due;
report('delay', timed(4, sub { $timeout->set(900 + rand 1000, 0) for 1 .. 4 }), 'per_s');
finish();
