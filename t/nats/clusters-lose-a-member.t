use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use NATSServer;
use POETest;
use Test::More;

use POE;

needs_nats();
require POE::Component::Client::NATS;

my @server = nats_cluster(3);
my ($nats, @told, @servers);

sub start {
    $nats = POE::Component::Client::NATS->spawn(
        servers => $server[0]->url,
        events  => { connected => 'is_connected', reconnected => 'is_reconnected' },
    );
    $nats->subscribe('a', event => 'got');
}

sub is_connected {
    push @servers, $nats->server;
    return $_[KERNEL]->delay(is_connected => 0.1)
        if @{ $nats->server_info->{connect_urls} || [] } < 3;
    $server[0]->stop('KILL');
}

sub is_reconnected {
    push @servers, $nats->server;
    $nats->publish('a', 'still here');
}

POE::Session->create(
    inline_states => {
        _start         => \&start,
        is_connected   => \&is_connected,
        is_reconnected => \&is_reconnected,
        got            => sub { push @told, $_[ARG0]->payload; $nats->close },
    });
POE::Kernel->run;

is $servers[0], '127.0.0.1:' . $server[0]->port, 'first at the server that was named';
isnt $servers[-1], $servers[0], 'then at one that it told of';
is_deeply \@told, ['still here'], 'with all subscriptions';

done_testing;
