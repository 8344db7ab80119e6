use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# Before it is sent: the server would close the connection.

broker(arguments => []);
kernel('Srv', { service => { size => sub { return length $_[ARG0] } } });

until_noted(3);
in_cluster(
    sub { $_[KERNEL]->call(IKC => monitor => Srv => { register => 'came', error => 'failed' }) },
    came => sub {
        my ($kernel) = $_[KERNEL];
        my $sent = $kernel->call(IKC => post => 'poe://Srv/service/size', 'x' x 2_000_000);
        note_down("sent to $sent");
        $kernel->call(IKC => call => 'poe://Srv/service/size', 'x' x 1_000_000, 'poe:sized');
    },
    failed => sub { note_down($_[ARG5] =~ s/of \d+/of so many/r) },
    sized  => sub { note_down($_[ARG0]) },
);

is_deeply [ sort @{ got() } ],
    [
    1_000_000,
    '[0] a message of so many octets is too large for this wire, which takes 1047552',
    'sent to 0',
    ],
    'with a word'
    or diag explain got();

done_testing;
