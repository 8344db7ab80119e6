# package: libpoe-filter-http-parser-perl
# module: POE::Filter::HTTP::Parser
# exercises: reads a server's requests and a client's responses, and writes the responses

use strict;
use warnings;

use HTTP::Response;
use Loopback;
use POE qw(Component::Client::TCP Filter::HTTP::Parser Filter::Stream);

my $port = serve(
    sub {
        my $text = 'you asked for ' . $_->uri->path;
        $_[0]->(HTTP::Response->new(200, 'OK', [ 'Content-Length' => length $text ], $text));
    },
    ClientFilter => [ 'POE::Filter::HTTP::Parser', type => 'server' ],
);
my $responses = POE::Filter::HTTP::Parser->new(type => 'client');
POE::Component::Client::TCP->new(
    RemoteAddress => '127.0.0.1',
    RemotePort    => $port,
    Filter        => 'POE::Filter::Stream',
    Connected     =>
        sub { $_[HEAP]{server}->put("GET /wheel HTTP/1.1\x0D\x0AHost: localhost\x0D\x0A\x0D\x0A") },
    ServerInput => sub {
        worked()
            if grep { $_->content eq 'you asked for /wheel' } @{ $responses->get([ $_[ARG0] ]) };
    },
);
POE::Kernel->run;
