# memory: bytes that an idle session and a pending alarm take.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

my $sessions = 20_000;
my $alarms   = 100_000;

sub nothing {return}

sub grown {
    my ($number, $make) = @_;
    my $before = rss_bytes();
    $make->() for 1 .. $number;
    return (rss_bytes() - $before) / $number;
}

sub start_idle { return $_[KERNEL]->alias_set('idle' . $_[SESSION]->ID) }

POE::Session->create(
    inline_states => {
        _child => \&nothing,
        _start => sub {
            my $kernel = $_[KERNEL];
            my $due    = time + 1000;
            report(
                'memory_alarm', grown($alarms, sub { $kernel->alarm_set('due', $due++) }),
                'bytes'
            );
            my @states = (_start => \&start_idle, _stop => \&nothing, due => \&nothing);
            report(
                'memory_session',
                grown(
                    $sessions,
                    sub { POE::Session->create(heap => {}, inline_states => {@states}) }
                ),
                'bytes'
            );
            finish();
        },
    },
);

POE::Kernel->run;
