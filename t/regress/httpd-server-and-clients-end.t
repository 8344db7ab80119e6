use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use TcpStage;
use Test::More;

use POE qw(Filter::HTTPD);

# A server for HTTP and two clients; when both have been answered a signal ends the server.
my @requests;
my $port = serve(
    ClientFilter => 'POE::Filter::HTTPD',
    ClientInput  => sub {
        my ($heap, $request) = @_[ HEAP, ARG0 ];
        push @requests, $request;
        my $response = HTTP::Response->new(200, 'OK', [ 'Content-Type' => 'text/plain' ]);
        $response->content('asked for ' . $request->uri->path . "\n");
        $heap->{client}->put($response);
        $_[KERNEL]->yield('shutdown');
    },
);
my $left  = 2;
my $close = sub { $poe_kernel->signal(server => 'KILL') if !--$left };
my @peers = map {
    my $path = $_;
    peer(
        $port,
        connected => sub { syswrite $_[0]->handle, "GET $path HTTP/1.1\r\nHost: h\r\n\r\n" },
        closed    => $close,
    );
} qw(/one /two);
is_deeply run_log(), [], 'the program ends';
is scalar(grep { $_->isa('HTTP::Message') } @requests), 2, 'both requests are messages';
for my $n (0, 1) {
    my $path = qw(/one /two) [$n];
    like $peers[$n]->received, qr/\r\n\r\nasked for $path\n\z/, "the answer for $path";
    is $peers[$n]->how, 'ended', 'and its end';
}

done_testing;
