# http: requests a second to a hello server of SocketFactory, ReadWrite and HTTPD over 50
# connections that stay open; the client is wrk.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use Bench::Server;
use HTTP::Response;
use POE qw(Filter::HTTPD Wheel::ReadWrite Wheel::SocketFactory);
use Socket;

my %wheels;

sub got_connection {
    my $wheel = POE::Wheel::ReadWrite->new(
        Handle     => $_[ARG0],
        Filter     => POE::Filter::HTTPD->new,
        InputEvent => 'got_request',
        ErrorEvent => 'got_error',
    );
    $wheels{ $wheel->ID } = $wheel;
}

sub got_request {
    my ($request, $id) = @_[ ARG0, ARG1 ];
    my $text     = 'Hello, ' . $request->uri . "\n";
    my $response = HTTP::Response->new(
        200, 'OK',
        [ 'Content-Type' => 'text/plain', 'Content-Length' => length $text ], $text
    );
    $response->protocol('HTTP/1.1');
    $wheels{$id}->put($response);
}

my ($port, $end) = serve(sub {
    my ($tell) = @_;
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[HEAP]{listener} = POE::Wheel::SocketFactory->new(
                    BindAddress  => '127.0.0.1', BindPort          => 0,
                    SuccessEvent => 'got_connection', FailureEvent => 'got_failure',
                );
                $tell->((unpack_sockaddr_in($_[HEAP]{listener}->getsockname))[0]);
            },
            got_connection => \&got_connection,
            got_failure    => sub { die "@_[ARG0 .. ARG2]" },
            got_request    => \&got_request,
            got_error      => sub { delete $wheels{ $_[ARG3] } },
        },
    );
    POE::Kernel->run;
});

load_with_wrk('http', $port, $end);
finish();
