# package: libtest-poe-client-tcp-perl libtest-poe-server-tcp-perl
# module: Test::POE::Client::TCP
# exercises: connects to Test::POE::Server::TCP; a line goes there and back

use strict;
use warnings;

use Loopback;
use POE;
use Test::POE::Client::TCP;
use Test::POE::Server::TCP;

program(
    _start           => sub { Test::POE::Server::TCP->spawn(address => '127.0.0.1', port => 0) },
    testd_registered => sub {
        Test::POE::Client::TCP->spawn(
            address     => '127.0.0.1',
            port        => $_[ARG0]->port,
            autoconnect => 1,
            prefix      => 'client'
        );
    },
    testd_client_input => sub { $_[SENDER]->get_heap->send_to_client(@_[ ARG0, ARG1 ]) },
    client_connected   => sub { $_[SENDER]->get_heap->send_to_server('wheel') },
    client_input       => sub { worked() if $_[ARG0] eq 'wheel' },
);
