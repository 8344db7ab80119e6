# package: libpoe-component-server-jsonrpc-perl
# module: POE::Component::Server::JSONRPC
# exercises: a call over TCP, answered by a session

use strict;
use warnings;

use JSON::PP;
use Loopback;
use IO::Socket::INET;
use POE qw(Component::Server::JSONRPC::Tcp Component::Client::TCP);

my $port = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')->sockport;

POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->alias_set('sums');
            POE::Component::Server::JSONRPC::Tcp->new(
                Alias   => 'rpc', Port => $port,
                Handler => { sum => 'sum' });
        },
        sum => sub { $_[KERNEL]->post($_[ARG0] => result => $_[ARG1], $_[ARG2] + $_[ARG3]) },
    },
);
POE::Component::Client::TCP->new(
    RemoteAddress => '127.0.0.1',
    RemotePort    => $port,
    Connected     => sub {
        $_[HEAP]{server}->put(encode_json({ id => 7, method => 'sum', params => [ 20, 22 ] }));
    },
    ServerInput => sub {
        my $answer = decode_json($_[ARG0]);
        worked() if $answer->{id} == 7 and $answer->{result} == 42;
    },
);
POE::Kernel->run;
