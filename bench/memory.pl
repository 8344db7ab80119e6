# memory: bytes that an idle session and a pending alarm take. The sessions are made a hundred at a time, as
# a program that runs makes them: what a new session needs only until the next pass is used again.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

my $sessions = 20_000;
my $alarms   = 100_000;
my ($made, $before) = (0, 0);

sub nothing {return}

sub start_idle { return $_[KERNEL]->alias_set('idle' . $_[SESSION]->ID) }

sub measure_alarms {
    my $kernel = $_[KERNEL];
    my $due    = time + 1000;
    my $start  = rss_bytes();
    $kernel->alarm_set('due', $due++) for 1 .. $alarms;
    report('memory_alarm', (rss_bytes() - $start) / $alarms, 'bytes');
    $before = rss_bytes();
    $kernel->yield('make_sessions');
    return;
}

sub make_sessions {
    my @states = (_start => \&start_idle, _stop => \&nothing, due => \&nothing);
    POE::Session->create(heap => {}, inline_states => {@states}) for 1 .. 100;
    $made += 100;
    return $_[KERNEL]->yield('make_sessions') if $made < $sessions;
    report('memory_session', (rss_bytes() - $before) / $sessions, 'bytes');
    finish();
    return;
}

POE::Session->create(
    inline_states => {
        _child        => \&nothing,
        _start        => \&measure_alarms,
        make_sessions => \&make_sessions,
    },
);

POE::Kernel->run;
