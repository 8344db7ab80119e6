use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A peer that reads nothing of what waits for it loses its connection after some time; with heartbeats off,
# one for whom nothing waits does not.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub {
    return server({ test => { stop => sub { kill STOP => $$ }, pid => sub { return $$ } } });
});

my $pid;
until_noted(1);
play_client(
    $port,
    sub {
        ikc()->monitor(Srv => { error => 'error' });
        ikc()->call('poe://Srv/test/pid', 1, 'poe:/main/pid');
    },
    client => { stall => 1 },
    pid    => sub {
        $pid = $_[ARG0];
        ikc()->post('poe://Srv/test/stop', 1);
        $_[KERNEL]->delay(fill => 0.2);
    },
    fill  => sub { ikc()->post('poe://Srv/test/pid', 'x' x 4_000_000) for 1 .. 4 },
    error => sub { note_down(@_[ ARG4, ARG5 ]) },
);
kill CONT => $pid;
is got()->[0][0], 'channel-write', 'what failed';
like got()->[0][1], qr/does not read what was sent \(stall\)/, 'why';
done_testing;
