use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# Of a kernel that comes later, and whose messages nobody kept before: those who are there hear of it.

broker(jetstream => 1);
my $tries = 0;

in_cluster(
    sub { },
    joined => sub {
        kernel(
            'Late', { log => { line => sub { } } },
            then => sub {
                $POE::Component::IKC::Responder::ikc->publish('log', ['line'], { durable => 1 });
            });
        $_[KERNEL]->yield('store');
    },
    store => sub {
        $_[KERNEL]->call(
            IKC => store => 'poe://Late/log/line', 'text',
            { id => 'id1', event => 'stored' });
    },
    stored => sub {
        return $_[KERNEL]->delay(store => 0.1) if !$_[ARG0] and ++$tries < 100;
        is $_[ARG0] && $_[ARG0]{seq}, 1, 'its messages are kept' or diag $_[ARG1];
        $_[KERNEL]->yield('done');
    },
);

done_testing;
