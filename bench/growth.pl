# growth KIND NUMBER: what an operation costs beside NUMBER pending alarms or living sessions.
#   alarms    set one, move another, remove a third, set a named delay anew
#   sessions  create a session that stops at once, and post to one of the others

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

my $kind   = shift || 'alarms';
my $number = shift || 1000;

sub alarm_batch {
    my ($kernel) = @_;
    my $base     = time + 1000;
    my @ids      = map { $kernel->alarm_set('due', $base + $_) }
        sort { $a <=> $b } map { rand 1000 } 1 .. $number;
    return sub {
        for (1 .. 25) {
            my $at = rand @ids;
            $kernel->alarm_remove($ids[$at]);
            $ids[$at] = $kernel->alarm_set('due', $base + rand 1000);
            $kernel->delay_adjust($ids[ rand @ids ], 1000 + rand 1000);
            $kernel->delay('timeout', 1000 + rand 1000);
        }
    };
}

sub session_batch {
    my ($kernel) = @_;
    my %idle = (
        _start => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'idle') },
        due    => sub { },
    );
    my %brief    = (_start => sub { });
    my @sessions = map { POE::Session->create(inline_states => \%idle) } 1 .. $number;
    return sub {
        for (1 .. 50) {
            POE::Session->create(inline_states => \%brief);
            $kernel->post($sessions[ rand @sessions ], 'due');
        }
    };
}

my ($batch, $done, $start);
POE::Session->create(
    inline_states => {
        due    => sub { },
        _child => sub { },
        _start => sub {
            $batch = ($kind eq 'alarms' ? \&alarm_batch : \&session_batch)->($_[KERNEL]);
            $_[KERNEL]->yield('measure');
        },
        measure => sub {
            $start //= now();
            $batch->();
            $done += 100;
            $_[KERNEL]->yield(over() ? 'summary' : 'measure');
        },
        summary => sub {
            report("growth_${kind}_$number", 1e9 * (now() - $start) / $done, 'ns');
            finish();
        },
    },
);

POE::Kernel->run;
