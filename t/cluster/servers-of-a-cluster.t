use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use NATSServer;
use POE;
use Test::More;

# Kernels at different servers are joined; when the server of one is killed it goes on at another.

needs_nats();
my @server = nats_cluster(3);
my @urls   = map { $_->url } @server;
broker_is($server[0]);
kernel('Srv', { service => { add => sub { return $_[ARG0] + 1 } } }, servers => [ @urls[ 1, 2 ] ]);

until_noted(2);
in_cluster(
    sub { $_[KERNEL]->call(IKC => monitor => Srv => { register => 'came', unregister => 'went' }) },
    join => { servers => [ @urls[ 0, 2 ] ], heartbeat => 0.2 },
    came => sub { $_[KERNEL]->yield('ask') },
    ask  => sub {
        $_[KERNEL]->post(IKC => call => 'poe://Srv/service/add', 41, 'poe:result');
        $_[KERNEL]->delay(ask => 0.5);
    },
    result => sub {
        note_down($_[ARG0]);
        $server[$_]->stop('KILL') for 0, 1;
        $_[KERNEL]->delay(ask => 1);
    },
    went => sub { note_down('went') },
);

is_deeply [ @{ got() }[ 0, 1 ] ], [ 42, 42 ], 'before and after' or diag explain got();

done_testing;
