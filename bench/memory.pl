# memory KIND: bytes that an idle session (KIND session) or a pending alarm (KIND alarm) takes. They are
# made a hundred at a time, as a program that runs makes them: what a new session needs only until the
# next pass is then used again.

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
my $made   = 0;
my $before;

my %make = (
    alarm   => sub { $_[0]->alarm_set('due', $due++) },
    session => sub { POE::Session->create(heap => {}, inline_states => {@states}) },
);

sub nothing {return}

sub start_idle { return $_[KERNEL]->alias_set('idle' . $_[SESSION]->ID) }

# The first ones pay for what is there only once.
sub batch {
    my $kernel = $_[KERNEL];
    $make{$kind}->($kernel) for 1 .. 100;
    $before //= rss_bytes();
    $made += 100;
    return $kernel->yield('batch') if $made <= $number;
    report("memory_$kind", (rss_bytes() - $before) / $number, 'bytes');
    return finish();
}

POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->yield('batch') },
        _child => \&nothing,
        batch  => \&batch,
    },
);

POE::Kernel->run;
