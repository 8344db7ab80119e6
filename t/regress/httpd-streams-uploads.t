use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use TcpStage;
use Test::More;

use POE qw(Filter::HTTPD);

# Content that is sent in parts reaches the handler as it comes: each part is sent when the one before
# it has been seen.
my @parts = map { $_ x 1000 } 'a' .. 'e';
my ($peer, $request);
my $uploaded = '';

sub send_next {
    syswrite $peer->handle, shift @parts if @parts;
    return;
}

my $port = serve(
    ClientFilter => [ 'POE::Filter::HTTPD', Streaming => 1 ],
    ClientInput  => sub {
        my ($heap, $record) = @_[ HEAP, ARG0 ];
        return $request = $record, send_next() if ref $record;
        $uploaded .= $record;
        return send_next() if length $uploaded < $request->header('Content-Length');
        my $response = HTTP::Response->new(200, 'OK');
        $response->content(length $uploaded);
        $heap->{client}->put($response);
        $_[KERNEL]->yield('shutdown');
        end_server();
    },
);
$peer = peer(
    $port,
    connected => sub {
        syswrite $_[0]->handle, "POST /upload HTTP/1.1\r\nContent-Length: 5000\r\n\r\n";
    },
);
run_log();
is $request->method, 'POST', 'the request comes first';
is $request->content, '', 'without content';
is $uploaded, join('', map { $_ x 1000 } 'a' .. 'e'), 'the content is complete';
like $peer->received, qr/\r\n\r\n5000\z/, 'and answered';

done_testing;
