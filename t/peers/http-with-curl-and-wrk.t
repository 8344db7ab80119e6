use strict;
use warnings;

use lib 't/lib';
use Peers;
use RealProgram qw(needs);
use Test::More;

# curl and wrk against a server of SocketFactory, ReadWrite and Filter::HTTPD.

needs_tool('curl');
needs('HTTP::Request');

my $server = http_server();
my $url    = "http://127.0.0.1:$server->{where}";

sub curl { return output_of_tool('', 'curl', '-sS', '--max-time', 30, @_) }

# Curl would first ask whether it may go on.
sub send_body {
    my ($body, @more) = @_;
    return output_of_tool(
        $body, 'curl', '-sS', '--max-time', 30, '-H', 'Expect:', @more,
        '--data-binary', '@-', "$url/upload"
    );
}

is(curl("$url/hello?a=b"), "GET /hello?a=b HTTP/1.1 0 \n", 'GET');
is(curl('--http1.0', "$url/old"), "GET /old HTTP/1.0 0 \n", 'HTTP/1.0');
like(curl('-I', "$url/head"), qr{\AHTTP/1.1 200 OK\r\n.*\r\n\r\n\z}s, 'HEAD has no body');
is(curl('-d', 'x' x 5000, "$url/form"), "POST /form HTTP/1.1 5000 \n", 'POST');
is(length curl("$url/big/3000000"), 3_000_000, 'three megabytes');
is(
    curl("$url/1", "$url/2", "$url/3"), join('', map {"GET /$_ HTTP/1.1 0 \n"} 1 .. 3),
    'several requests over one connection'
);

subtest 'large bodies' => sub {
    is(
        send_body('y' x 900_000),
        "POST /upload HTTP/1.1 900000 \n", 'all of it arrives'
    );
    is(
        send_body('y' x 1_500_000, '-o', '/dev/null', '-w', '%{http_code}'),
        '413', 'more than MaxContent is refused'
    );
};

subtest 'what is not HTTP' => sub {
    my $said = output_of_tool("nonsense\r\n\r\n", 'nc', '-w', 5, '127.0.0.1', $server->{where});
    like($said, qr{\AHTTP/1.1 400 }, 'is answered with 400');
};

subtest 'wrk with 50 connections' => sub {
    plan skip_all => 'wrk is not installed' unless grep { -x "$_/wrk" } split /:/, $ENV{PATH};
    my $said = output_of_tool('', 'wrk', '-t', 1, '-c', 50, '-d', '1s', "$url/wrk");
    like($said, qr/requests in/, 'it ran');
    unlike($said, qr/Non-2xx|Socket errors/, 'without an error') or diag $said;
};

done_testing;
