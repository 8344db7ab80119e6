# package: libpoe-component-client-ident-perl
# module: POE::Component::Client::Ident
# exercises: asks who holds a connection; the agent's port is 113, so a refusal is answered by an event

use strict;
use warnings;

use Loopback;
use POE qw(Component::Client::Ident);

POE::Component::Client::Ident->spawn('ident');

program(
    _start => sub {
        $_[KERNEL]->post(
            ident    => query => PeerAddr => '127.0.0.1',
            PeerPort => 2345,
            SockAddr => '127.0.0.1',
            SockPort => 6669,
            TimeOut  => 5
        );
    },
    ident_client_reply => sub { worked() },
    ident_client_error => sub { worked() if $_[ARG1] },
);
