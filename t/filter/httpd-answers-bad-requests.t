use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use Test::More;

my %shown_by_text = (
    "GET\n\n"                   => "400 Request line parse failure. (GET\n\n)",
    "GET /\x0C\n/ HTTP/1.0\n\n" => 'GET / HTTP/0.9',
    "GET\n/ HTTP/1.0\n\n"       => "400 Request line parse failure. (GET\n/ HTTP/1.0\n\n)",
    "M-SEARCH * HTTP/1.1\r\nA: <b>\r\n\r\n" =>
        "400 Request line parse failure. (M-SEARCH * HTTP/1.1\r\nA: <b>\r\n\r\n)",
    "\x16\x03\x01 x\n\n"    => "400 Request line parse failure. (\x16\x03\x01 x\n\n)",
    "G\xE9T / HTTP/1.1\n\n" => "400 Request line parse failure. (G\xE9T / HTTP/1.1\n\n)",
);
for my $text (sort keys %shown_by_text) {
    is_deeply(shown_from($text), [ $shown_by_text{$text} ], $shown_by_text{$text} =~ s/\n.*//sr);
}

sub post { return join "\r\n", 'POST / HTTP/1.1', @_, '', 'abc' }

my %shown_by_length = (
    ''              => '400 Content-Length is not a number.',
    'three'         => '400 Content-Length is not a number.',
    '-1'            => '400 Content-Length is not a number.',
    '+3'            => '400 Content-Length is not a number.',
    '3.0'           => '400 Content-Length is not a number.',
    '1e1'           => '400 Content-Length is not a number.',
    '0x3'           => '400 Content-Length is not a number.',
    '3, 3'          => '400 Content-Length is not a number.',
    "3\xA0"         => '400 Content-Length is not a number.',
    1024 * 1024 + 1 => '413 Content of 1048577 octets not accepted.',
    '9' x 25        => '413 Content of ' . '9' x 25 . ' octets not accepted.',
);
for my $length (sort keys %shown_by_length) {
    is_deeply(
        shown_from(post("Content-Length: $length")), [ $shown_by_length{$length} ],
        "Content-Length: $length"
    );
}

subtest 'an error is a response, in place of a request' => sub {
    my ($error) = read_from(post('Content-Length: x', 'Host: h'));
    is(ref $error, 'HTTP::Response', 'of that class');
    is_deeply([ $error->code, $error->message ], [ 400, 'Bad Request' ], 'with code and message');
    my $page = '<html><head><title>Error 400: Bad Request</title></head><body>'
        . '<h1>Error 400: Bad Request</h1><p>Content-Length is not a number.</p></body></html>';
    is($error->content, $page, 'and a page');
    is_deeply(
        fields_of($error), [ 'Content-Length: ' . length $page, 'Content-Type: text/html' ],
        'which it describes'
    );
    is(shown($error->request), 'POST / HTTP/1.1', 'it knows the request');
    is($error->request->header('Host'), 'h', 'with its fields');
    my ($other) = read_from("GET\n\n");
    is($other->request, undef, 'if there was one');
    is_deeply(
        POE::Filter::HTTPD->new->put([$error]),
        ["HTTP/1.0 400 Bad Request\r\nContent-Length: 145\r\nContent-Type: text/html\r\n\r\n$page"],
        'and it can be put'
    );
};

subtest 'requests may follow an error' => sub {
    is_deeply(
        shown_from("GET\n\nGET / HTTP/1.0\n\n"),
        [ "400 Request line parse failure. (GET\n\n)", 'GET / HTTP/1.0' ], 'in the same chunk'
    );
};

subtest 'but not one with content to come' => sub {
    plan skip_all => 'read as a request there' if is_upstream();
    for my $field ('Content-Length: x', 'Content-Length: 9999999', 'Content-Encoding: gzip') {
        for my $pieces (
            [ post($field), "GET /2 HTTP/1.0\n\n" ],
            [ post($field) . "GET /2 HTTP/1.0\n\n" ])
        {
            my ($error, @others) = @{ shown_from([ @$pieces, "GET /3 HTTP/1.0\n\n" ]) };
            like($error, qr/\A4\d\d /, "$field is an error");
            is_deeply(\@others, [], 'and the last thing that is read');
        }
    }
};

subtest 'limits of a program for content' => sub {
    my @limit = (MaxContent => 3);
    is_deeply(shown_from(post('Content-Length: 3'), @limit), ['POST / HTTP/1.1 + abc'], 'up to it');
    is_deeply(
        shown_from(post('Content-Length: 4'), @limit), ['413 Content of 4 octets not accepted.'],
        'beyond it'
    );
};

subtest 'CR alone ends no line' => sub {
    my ($error, @others) = @{ shown_from("GET / HTTP/1.1\r\r") };
    like($error, qr/\A400 /, 'a peer that thinks so is told at once');
    is(@others, 0, 'once');
};

done_testing;
