use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use File::Path qw(remove_tree);
use POE;
use Test::More;

# A server that comes back without what it had: the kernel makes its stream again, and hears of what comes then.

plan skip_all => 'questions need Future' if !eval { require POE::Future };
my $broker = broker(jetstream => 1);
my $told   = sub { $_[KERNEL]->post($_[SENDER], told => $_[ARG0]) };
kernel(
    'Srv',
    { orders => { place => $told } },
    then =>
        sub { $POE::Component::IKC::Responder::ikc->publish(orders => ['place'], { durable => 1 }) }
);

until_noted(2);
in_cluster(
    sub {
        $_[KERNEL]->call(IKC => publish => main => ['told']);
        $_[KERNEL]->call(IKC => monitor => Srv  => { register => 'came' });
    },
    came  => sub { $_[KERNEL]->delay(store => 1, 'before') },
    store =>
        sub { $POE::Component::IKC::Responder::ikc->store('poe://Srv/orders/place', $_[ARG0]) },
    told => sub {
        note_down($_[ARG0]);
        return if $_[HEAP]{lost}++;
        $broker->stop;
        remove_tree($broker->folder . '/store');
        $broker->start;
        $_[KERNEL]->delay(store => 1, 'after');
    },
);

is_deeply got(), [ 'before', 'after' ], 'as if it had always been there' or diag explain got();

done_testing;
