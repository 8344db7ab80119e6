# package: libpoe-filter-http-parser-perl
# module: POE::Filter::HTTP::Parser
# exercises: as the filter of a server and of a client component that talk to each other

use strict;
use warnings;

use HTTP::Request;
use HTTP::Response;
use Loopback;
use POE qw(Component::Client::TCP Filter::HTTP::Parser);

my $port = serve(
    sub {
        my $text = 'you asked for ' . $_->uri->path;
        $_[0]->(HTTP::Response->new(200, 'OK', [ 'Content-Length' => length $text ], $text));
    },
    ClientFilter => POE::Filter::HTTP::Parser->new(type => 'server'),
);
POE::Component::Client::TCP->new(
    RemoteAddress => '127.0.0.1',
    RemotePort    => $port,
    Filter        => POE::Filter::HTTP::Parser->new(type => 'client'),
    Connected     => sub { $_[HEAP]{server}->put(HTTP::Request->new(GET => '/wheel')) },
    ServerInput   => sub { worked() if $_[ARG0]->content eq 'you asked for /wheel' },
);
POE::Kernel->run;
