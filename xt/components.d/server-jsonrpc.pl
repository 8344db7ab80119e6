# package: libpoe-component-server-jsonrpc-perl
# module: POE::Component::Server::JSONRPC
# exercises: a call over HTTP, answered by a session (its TCP variant cannot answer on any POE)

use strict;
use warnings;

use HTTP::Request;
use IO::Socket::INET;
use JSON::PP;
use Loopback;
use POE qw(Component::Server::JSONRPC::Http Component::Client::HTTP);

my $port = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')->sockport;

POE::Component::Client::HTTP->spawn(Alias => 'client', Timeout => 10);
program(
    _start => sub {
        $_[KERNEL]->alias_set('sums');
        POE::Component::Server::JSONRPC::Http->new(
            Port    => $port,
            Handler => { sum => 'sum' });
        $_[KERNEL]->delay(ask => 0.2);
    },
    ask => sub {
        my $call    = encode_json({ id => 7, method => 'sum', params => [ 20, 22 ] });
        my $request = HTTP::Request->new(
            POST => "http://127.0.0.1:$port/",
            [ 'Content-Type' => 'application/json' ], $call
        );
        $request->content_length(length $call);
        $_[KERNEL]->post(client => request => 'answer', $request);
    },
    sum => sub {
        $_[KERNEL]->post($_[ARG0] => result => $_[ARG1], $_[ARG2] + $_[ARG3]);
    },
    answer => sub {
        my $answer = $_[ARG1][0];
        print $answer->as_string;
        worked() if decode_json($answer->content)->{result} == 42;
    },
);
