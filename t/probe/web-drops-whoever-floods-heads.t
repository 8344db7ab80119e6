use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# Heads, contents and lines have limits; what comes beyond them is not read.

WebProbe->plan_or_skip;
my $web = WebProbe->start;

sub code_of {
    my ($text) = @_;
    my $socket = $web->connect;
    local $SIG{PIPE} = 'IGNORE';
    print {$socket} $text;
    return WebProbe->parse(WebProbe->read_all($socket, 15, qr/\r\n\r\n/))->{code};
}

my $many = join '', map { "X-Field-$_: " . 'y' x 50 . "\r\n" } 1 .. 200;
is code_of("GET / HTTP/1.1\r\nHost: $web->{host}\r\n$many\r\n"), 431, 'many fields';
is code_of("GET / HTTP/1.1\r\nHost: $web->{host}\r\nX: " . 'y' x 9000), 431,
    'a long one, without an end';
is code_of('GET /' . 'a' x 9000), 414, 'a long line';
is code_of($web->request(POST => '/login', { 'Content-Length' => 1_000_000 })), 413, 'much content';
is code_of($web->request(POST => '/login', { 'Transfer-Encoding' => 'chunked' }) . "10000\r\n"),
    413, 'a large chunk';
is code_of($web->request(POST => '/login', { 'Content-Encoding' => 'gzip' })), 411,
    'content without a length';
is code_of(
    "GET / HTTP/1.1\r\nHost: $web->{host}\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
    ), 400,
    'two lengths';
is code_of("nonsense\r\n\r\n"), 400, 'what is no request';
is code_of("\0\1\2\3\r\r\n\n\r\n"), 400, 'what is no text';
is code_of("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n"), 400, 'TLS';

my $socket = $web->connect;
local $SIG{PIPE} = 'IGNORE';
my $n = 0;
$n += syswrite($socket, 'z' x 65_536) // last for 1 .. 2000;
cmp_ok $n, '<', 2000 * 65_536, 'an endless line is cut off';
$web->is_well;

done_testing;
