use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use Test::More;

# Versions of URI differ in what of this they escape.
my $odd     = 'a[b]"<>|^\\';
my $escaped = URI->new("/$odd")->as_string;

my %shown_by_line = (
    'GET / HTTP/1.0'                => 'GET / HTTP/1.0',
    'GET /a/b?c=d;e&f#g HTTP/1.1'   => 'GET /a/b?c=d;e&f#g HTTP/1.1',
    'get /x HTTP/1.1'               => 'get /x HTTP/1.1',
    'ANY_word1 / HTTP/1.1'          => 'ANY_word1 / HTTP/1.1',
    'GET /'                         => 'GET / HTTP/0.9',
    'GET / 1.0'                     => 'GET / HTTP/0.9',
    'GET / http/1.1'                => 'GET / HTTP/0.9',
    'GET / HTTP/1.'                 => 'GET / HTTP/0.9',
    'GET / HTTP/1.12'               => 'GET / HTTP/1.12',
    'GET / HTTP/1.1 '               => 'GET / HTTP/1.1',
    'GET / HTTP/1.1and more'        => 'GET / HTTP/1.1',
    'GET / HTTP/1.1 and more'       => 'GET / HTTP/1.1',
    'GET / with HTTP/1.1'           => 'GET / HTTP/0.9',
    "GET  \t/ \t HTTP/1.1"          => 'GET / HTTP/1.1',
    "GET /\x0BHTTP/1.1"             => 'GET / HTTP/0.9',
    'GET //a//b HTTP/1.1'           => 'GET /a//b HTTP/1.1',
    'GET //// HTTP/1.1'             => 'GET / HTTP/1.1',
    'OPTIONS * HTTP/1.1'            => 'OPTIONS * HTTP/1.1',
    'GET http://h.de:80/p HTTP/1.1' => 'GET http://h.de:80/p HTTP/1.1',
    "GET /$odd HTTP/1.1"            => "GET $escaped HTTP/1.1",
    "GET /\xE9 HTTP/1.1"            => 'GET /%E9 HTTP/1.1',
    'GET "<x>" HTTP/1.1'            => 'GET %3Cx%3E HTTP/1.1',
    'CONNECT h.de:443 HTTP/1.1'     => 'CONNECT h.de:443 HTTP/1.1',
);

for my $line (sort keys %shown_by_line) {
    for my $end ("\r\n", "\n") {
        my $kind = $end eq "\n" ? 'LF' : 'CR LF';
        is_deeply(
            shown_from("$line${end}Host: h$end$end"), [ $shown_by_line{$line} ],
            "$line, $kind"
        );
    }
}

subtest 'requests are of the classes of libwww' => sub {
    my ($request) = read_from("GET /x?y=1 HTTP/1.1\r\nHost: h\r\n\r\n");
    is(ref $request, 'HTTP::Request', 'the request');
    is(ref $request->headers, 'HTTP::Headers', 'its fields');
    isa_ok($request->uri, 'URI', 'its URI');
    is($request->uri->path, '/x', 'the path');
    is_deeply({ $request->uri->query_form }, { y => 1 }, 'the query');
    is($request->content, '', 'no content');
    my $same = HTTP::Request->new(GET => '/x?y=1', [ Host => 'h' ]);
    $same->protocol('HTTP/1.1');
    is_deeply($request, $same, 'made of what the constructor makes');
    is_deeply($request->clone, $request, 'they can be cloned');
    is($request->as_string("\r\n"), "GET /x?y=1 HTTP/1.1\r\nHost: h\r\n\r\n", 'and printed');
    my ($other) = read_from("GET /x HTTP/1.1\r\nHost: i\r\n\r\n");
    $request->header('X-New' => 1);
    is_deeply(fields_of($other), ['Host: i'], 'they have nothing in common');
};

subtest 'white space before a request is skipped' => sub {
    is_deeply(
        shown_from(" \t\r\n\n\x0B\x0CGET / HTTP/1.0\n\n"), ['GET / HTTP/1.0'],
        'in one chunk'
    );
    is_deeply(
        shown_from([ "\r\n", ' ', "\n", "GET / HTTP/1.0\n\n" ]), ['GET / HTTP/1.0'],
        'in more'
    );
};

subtest 'requests may follow each other' => sub {
    my $filter = POE::Filter::HTTPD->new;
    my @two    = map {"GET /$_ HTTP/1.1\r\nHost: h\r\n\r\n"} 1, 2;
    $filter->get_one_start([ @two, 'GET /3' ]);
    is_deeply([ map { shown($_) } @{ $filter->get_one } ], ['GET /1 HTTP/1.1'], 'one');
    is_deeply($filter->get_pending, ["$two[1]GET /3"], 'the others wait');
    is_deeply([ map { shown($_) } @{ $filter->get_one } ], ['GET /2 HTTP/1.1'], 'another');
    is_deeply($filter->get_one, [], 'the last is not whole');
    is_deeply($filter->get_pending, ['GET /3'], 'it waits');
    is_deeply([ map { shown($_) } @{ $filter->get(["\n\n"]) } ], ['GET /3 HTTP/0.9'], 'now it is');
    is($filter->get_pending, undef, 'nothing waits');
};

subtest 'a blank line is needed in any case' => sub {
    is_deeply(shown_from("GET /\n"), [], 'one line is no request');
    is_deeply(shown_from([ "GET /\n", "\n" ]), ['GET / HTTP/0.9'], 'two are');
    is_deeply(
        shown_from("GET / HTTP/1.1\nHost: h\r\n\n"), ['GET / HTTP/1.1'],
        'line ends may be mixed'
    );
    is_deeply(
        shown_from("GET /1\n\nGET /2 HTTP/1.1\r\n\r\n"), [ 'GET /1 HTTP/0.9', 'GET /2 HTTP/1.1' ],
        'from request to request too'
    );
};

subtest 'a cut within the blank line does not matter' => sub {
    plan skip_all => 'it does there' if is_upstream();
    my @cut = ("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r", "\nabc");
    is_deeply(shown_from(\@cut), ['POST / HTTP/1.1 + abc'], 'the content begins after it');
};

done_testing;
