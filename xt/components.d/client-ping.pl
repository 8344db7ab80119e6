# package: libpoe-component-client-ping-perl
# module: POE::Component::Client::Ping
# exercises: an echo request to the loopback interface and its reply (a raw socket, so only as root)

use strict;
use warnings;

use Loopback;
use POE qw(Component::Client::Ping);

POE::Component::Client::Ping->spawn(
    Alias    => 'pinger',
    Timeout  => 5,
    OneReply => 1
);

program(
    _start => sub { $_[KERNEL]->post(pinger => ping => 'pong', '127.0.0.1') },
    pong   => sub {
        my ($address, $seconds) = @{ $_[ARG1] };
        worked() if defined $seconds and $address eq '127.0.0.1';
    },
);
