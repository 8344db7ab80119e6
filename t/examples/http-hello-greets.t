use strict;
use warnings;

use lib 't/lib';
use ExampleProgram;
use POETest;
use RealProgram qw(needs);
use Test::More;

plan skip_all => 'the server is drained, which is of this distribution' if is_upstream();

needs('HTTP::Request');

my $server = start_example('http-hello.pl');
my $port   = where_it_listens($server);

# Status line, headers and text of the next answer; the text is one line.
sub answer {
    my ($socket) = @_;
    my $status = read_line($socket) // return ('', {}, '');
    my %header;
    while (my $line = read_line($socket)) {
        $header{ lc $1 } = $2 if $line =~ /\A([\w-]+): (.*)/;
    }
    return ($status, \%header, $header{'content-length'} ? read_line($socket) : '');
}

sub send_request {
    my ($socket, @lines) = @_;
    syswrite $socket, join '', map {"$_\r\n"} @lines, 'Host: localhost', '';
    return;
}

my $socket = connect_to_example($port);
send_request($socket, 'GET / HTTP/1.1');
my ($status, $header, $text) = answer($socket);
is($status, 'HTTP/1.1 200 OK', 'the status');
is($text, 'Hello, world!', 'a greeting');
is($header->{connection}, 'keep-alive', 'the connection stays');

send_request($socket, "GET /$_ HTTP/1.1") for qw(Ann Bob);
is((answer($socket))[2], "Hello, $_!", "the answer for $_") for qw(Ann Bob);

send_request($socket, 'HEAD /Ann HTTP/1.1');
is(read_line($socket), 'HTTP/1.1 200 OK', 'HEAD is answered');
1 while read_line($socket);
send_request($socket, 'GET /no/such HTTP/1.1');
is((answer($socket))[0], 'HTTP/1.1 404 Not Found', 'without a text');

send_request($socket, 'DELETE /Ann HTTP/1.1', 'Connection: close');
($status, $header) = answer($socket);
is($status, 'HTTP/1.1 405 Method Not Allowed', 'nothing can be deleted');
is($header->{connection}, 'close', 'the client asked for an end');
is(read_line($socket), undef, 'and gets it');

my $old = connect_to_example($port);
send_request($old, 'GET /Ann HTTP/1.0');
is((answer($old))[2], 'Hello, Ann!', 'HTTP/1.0');
is(read_line($old), undef, 'has one answer a connection');

my $strange = connect_to_example($port);
syswrite $strange, "nonsense\r\n\r\n";
like(read_line($strange), qr{\AHTTP/1.1 400 }, 'what is not HTTP is refused');

my $idle = connect_to_example($port);
send_request($idle, 'GET / HTTP/1.1');
answer($idle);
ends_on($server, INT => 'stopped');
is(read_line($idle), undef, 'an idle connection is closed');
shows_usage('http-hello.pl', -1);

done_testing;
