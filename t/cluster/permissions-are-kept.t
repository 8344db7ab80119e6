use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use IO::Socket::INET;
use NATSServer;
use POE;
use Test::More;

# The configuration out of the manual, as it is: what it allows works, and nobody sends in another's name.

plan skip_all => 'questions need Future' if !eval { require POE::Future };
needs_nats();
require POE::Component::IKC::Transport::NATS;

my $manual = $INC{'POE/Component/IKC/Transport/NATS.pm'} =~ s/pm\z/pod/r;
open my $in, '<', $manual or die "$manual: $!";
my ($config) = join('', readline $in) =~ /^(    jetstream \{.*?^    \}\n)/ms;
$config =~ s/^ +jetstream.*\n//m or die 'no jetstream';
my $broker = broker(config => $config, jetstream => 1);
my %join   = map { ("k$_" => { id => "k$_", user => "k$_", pass => "secret$_" }) } 1, 2;

kernel(
    'Two',
    {
        prices => { of    => sub { return "price of $_[ARG0]" } },
        orders => { place => sub { $_[KERNEL]->post($_[SENDER], placed => $_[ARG0]) } },
    },
    offers => ['prices'],
    then   => sub {
        $POE::Component::IKC::Responder::ikc->publish('orders', ['place'], { durable => 1 });
    },
    %{ $join{k2} });

# Of a client that says what it likes: what the server has against it.
sub refused {
    my ($subject) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $broker->port) or die;
    print {$socket} qq(CONNECT {"verbose":false,"user":"k1","pass":"secret1"}\r\n),
        "PUB $subject 16\r\n{\"params\":\"tea\"}\r\nPING\r\n";
    while (defined(my $line = readline $socket)) {
        return "refused: $1" if $line =~ /-ERR '(.*?) to/;
        return 'taken'       if $line =~ /^PONG/;
    }
    return 'closed';
}

in_cluster(
    sub {
        $_[KERNEL]->call(IKC => publish => main => ['placed']);
        $_[KERNEL]->call(IKC => monitor => k2   => { register => 'came', error => 'failed' });
    },
    join => { %{ $join{k1} }, name => 'One' },
    came => sub { $_[KERNEL]->delay(ask => 1) },
    ask  => sub {
        $_[KERNEL]->ask('poe://+/prices', of => 'tea')->on_ready(sub {
            note_down($_[0]->is_done ? $_[0]->result : $_[0]->failure);
            POE::Kernel->post(main => 'store');
        });
    },
    store => sub {
        $POE::Component::IKC::Responder::ikc->store('poe://Two/orders/place', 'tea')
            ->on_ready(sub { note_down($_[0]->is_done ? 'stored' : $_[0]->failure) });
    },
    placed => sub { note_down("placed $_[ARG0]"); $_[KERNEL]->yield('done') },
    failed => sub { note_down("$_[ARG4] $_[ARG5]") },
);
is_deeply [ sort @{ got() } ], [ 'placed tea', 'price of tea', 'stored' ], 'what is allowed works'
    or diag explain got(), $broker->log;

is refused($_), 'refused: Permissions Violation for Publish', "$_ is not"
    for 'poe.shop.k.k2.k9.prices.of', 'poe.shop.up.k2', 'poe.shop.svc.prices.k2.of',
    'poe.shop.d.Two.orders.k2.place', '$JS.API.STREAM.DELETE.POE_shop_Two_orders',
    '$JS.API.CONSUMER.MSG.NEXT.POE_shop_Two_orders.kernels';
is refused('poe.shop.k.k2.k1.prices.of'), 'taken', 'in its own name it is';

done_testing;
