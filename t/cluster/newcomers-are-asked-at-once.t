use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use POE::Component::Client::NATS;
use Test::More;

# A service gets messages as soon as it is offered. What comes from a kernel that has not told of itself yet waits for
# that, and is handled then.

my $broker = broker();
my $presence
    = '{"v":1,"id":"new","names":["New"],"pid":1,"beat":60,'
    . '"serializers":["POE::Component::IKC::Freezer::JSON"]}';

my $client;
until_noted(4);
in_cluster(
    sub {
        published(work => { do => sub { note_down("did $_[ARG0]"); return } });
        $POE::Component::IKC::Responder::ikc->offer(work => ['do']);
        $_[KERNEL]->call(IKC => monitor => New => { register => 'came' });
    },
    joined => sub {
        $client = POE::Component::Client::NATS->spawn(servers => [ $broker->url ]);
        $client->publish('poe.shop.svc.work.new.do', qq({"params":"$_","number":$_})) for 1, 2;
        $client->flush(callback => sub { POE::Kernel->post(main => 'tell') });
    },
    tell => sub { note_down('known'); $client->publish('poe.shop.up.new', $presence) },
    came => sub { note_down('came');  $client->close },
);
is_deeply got(), [ 'known', 'did 1', 'did 2', 'came' ], 'in order, when it is known'
    or diag explain got();

done_testing;
