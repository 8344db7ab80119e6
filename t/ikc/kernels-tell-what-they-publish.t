use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Which kernels there are, and what one of ours answers who asks for its sessions. Its own session answers
# questions as well as calls.

plan skip_all => 'POE does not have it'                 if is_upstream();
plan skip_all => 'no Future that would do is installed' if !eval { require POE::Future };
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub {
    published(work => { do => sub { }, stop => sub { } });
    ikc()->offer(work => ['do']);
    return server({ test => { echo => sub { } } });
});

until_noted(3);
play_client(
    $port,
    sub {
        my ($kernel) = $_[KERNEL];
        note_down([ map {"$_->{names}[0]: $_->{is_own}$_->{is_ours}"} ikc()->kernels ]);
        $_[HEAP] = [
            map {
                $kernel->ask('poe://Srv/IKC', $_)->on_ready(sub { note_down($_[0]->result) })
            } qw(ping IKC:sessions)
        ];
    },
);
is_deeply [ sort @{ got()->[0] } ], [ 'Cli: 11', 'Srv: 01' ], 'kernels';
is got()->[1], 'PONG', 'a question to a kernel';
is_deeply got()->[2],
    {
    test => { events => ['echo'], offer         => 0, durable => 0 },
    work => { events => [ 'do', 'stop' ], offer => 1, durable => 0 }
    },
    'its sessions';

done_testing;
