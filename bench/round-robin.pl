# round-robin: an event that goes round 10,000 living sessions, a hundred of them under way at once.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

my $count = shift || 10_000;
my $done  = 0;
my (@ring, $start);

sub hop {
    return measured('round_robin', $done, $start) if !(++$done & 1023) && over();
    $_[KERNEL]->post($_[HEAP], 'hop');
}

push @ring,
    POE::Session->create(
    inline_states =>
        { _start => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'ring') }, hop => \&hop },
    ) for 1 .. $count;
$ring[$_][0] = $ring[ ($_ + 1) % $count ] for 0 .. $count - 1;    # slot 0 is the heap

$start = now();
POE::Kernel->post($ring[ $_ * $count / 100 ], 'hop') for 0 .. 99;
POE::Kernel->run;
