# memory KIND: bytes that an idle session (KIND session) or a pending alarm (KIND alarm) takes.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

my $kind   = shift || 'session';
my $number = 50_000;
my $due    = time + 1000;
my @states = (_start => \&start_idle, _stop => \&nothing, due => \&nothing);

my %make = (
    alarm   => sub { POE::Kernel->alarm_set('due', $due++) },
    session => sub { POE::Session->create(heap => {}, inline_states => {@states}) },
);

sub nothing {return}

sub start_idle { return $_[KERNEL]->alias_set('idle' . $_[SESSION]->ID) }

# The first ones pay for what is there only once.
sub measure {
    $make{$kind}->() for 1 .. 100;
    my $before = rss_bytes();
    $make{$kind}->() for 1 .. $number;
    report("memory_$kind", (rss_bytes() - $before) / $number, 'bytes');
    return finish();
}

POE::Session->create(inline_states => { _start => \&measure, _child => \&nothing });

POE::Kernel->run;
