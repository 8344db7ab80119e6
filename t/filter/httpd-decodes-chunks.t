use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use Test::More;

plan skip_all => 'not decoded there' if is_upstream();

my $head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
my $post = 'POST / HTTP/1.1';

my %content_by_chunks = (
    "0\r\n\r\n"                                => '',
    "3\r\nabc\r\n0\r\n\r\n"                    => 'abc',
    "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"         => 'abcde',
    "A\r\n0123456789\r\n0\r\n\r\n"             => '0123456789',
    "00a\r\n0123456789\r\n000\r\n\r\n"         => '0123456789',
    "2\r\n\r\n\r\n0\r\n\r\n"                   => "\r\n",
    "2;name=value\r\nab\r\n0;\"x\"\r\n\r\n"    => 'ab',
    "2 \t;x\r\nab\r\n0 \r\n\r\n"               => 'ab',
    "2\r\nab\r\n0\r\nX-A: b\r\nX-C: d\r\n\r\n" => 'ab',
);
for my $chunks (sort keys %content_by_chunks) {
    my $content = $content_by_chunks{$chunks};
    my $name    = 'chunks ' . $chunks =~ s/\r\n/ /gr;
    my $shown   = length $content ? "$post + $content" : $post;
    is_deeply(shown_from("$head$chunks"), [$shown], $name);
    is_deeply(shown_from([ split //, "$head$chunks" ]), [$shown], "$name, octet by octet");
}

subtest 'the request looks as if it had had a length' => sub {
    my ($request) = read_from("${head}3\r\nabc\r\n0\r\nX-Trailer: t\r\n\r\n");
    is_deeply(fields_of($request), ['Content-Length: 3'], 'its fields');
    is($request->content, 'abc', 'its content');
};

subtest 'the word is read in any letters' => sub {
    for my $field ('transfer-encoding: CHUNKED', "Transfer-Encoding:\tchunked ") {
        is_deeply(
            shown_from("POST / HTTP/1.1\r\n$field\r\n\r\n1\r\na\r\n0\r\n\r\n"),
            ["$post + a"], $field
        );
    }
};

subtest 'a request may follow' => sub {
    my $two = "${head}1\r\na\r\n0\r\n\r\nGET /2 HTTP/1.1\r\n\r\n";
    is_deeply(shown_from($two), [ "$post + a", 'GET /2 HTTP/1.1' ], 'at once');
};

my %error_by_chunks = (
    "x\r\n"                                     => '400 Chunk size is not a number.',
    "\r\n"                                      => '400 Chunk size is not a number.',
    "-1\r\n"                                    => '400 Chunk size is not a number.',
    "0x1\r\n"                                   => '400 Chunk size is not a number.',
    " 1\r\n"                                    => '400 Chunk size is not a number.',
    "1 2\r\n"                                   => '400 Chunk size is not a number.',
    "1\na\r\n"                                  => '400 Chunk size is not a number.',
    "1;\0\r\n"                                  => '400 Chunk size is not a number.',
    "1;\ra\r\n"                                 => '400 Chunk size is not a number.',
    'f' x 13 . "\r\n"                           => '400 Chunk size is not a number.',
    '1;' . 'x' x 255 . "\r\n"                   => '400 Chunk size line is too long.',
    '1' x 300                                   => '400 Chunk size line is too long.',
    "1\r\nab\r\n"                               => '400 Chunk is longer than its size.',
    "1\r\na\n0\r\n\r\n"                         => '400 Chunk is longer than its size.',
    "0\r\nX\0: y\r\n\r\n"                       => '400 Trailer holds a bare CR, LF or NUL.',
    "0\r\nX: y\n\r\n\r\n"                       => '400 Trailer holds a bare CR, LF or NUL.',
    "0\r\n" . "X: y\r\n" x 20_000               => '400 Trailer is too long.',
    "0\r\n" . 'X' x 70_000                      => '400 Trailer is too long.',
    "fffffffff\r\n"                             => '413 Content is too long.',
    "100000\r\n" . 'x' x 0x100000 . "\r\n1\r\n" => '413 Content is too long.',
);
for my $chunks (sort keys %error_by_chunks) {
    my $name = substr $chunks, 0, 20;
    for my $pieces ([ $head, $chunks ], [ $head, $chunks =~ /(.{1,1000})/sg ]) {
        is_deeply(
            shown_from([ @$pieces, "0\r\n\r\nGET / HTTP/1.1\r\n\r\n" ]),
            [ $error_by_chunks{$chunks} ],
            "an error, and the end: $error_by_chunks{$chunks}"
        );
    }
}

subtest 'an error knows the request' => sub {
    my ($error) = read_from("${head}x\r\n");
    is(shown($error->request), $post, 'that it is about');
};

subtest 'MaxContent is for all chunks together' => sub {
    my @limit = (MaxContent => 4);
    is_deeply(
        shown_from("${head}2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", @limit), ["$post + abcd"],
        'up to it'
    );
    is_deeply(
        shown_from("${head}2\r\nab\r\n3\r\n", @limit), ['413 Content is too long.'],
        'beyond it, before the chunk comes'
    );
};

subtest 'other codings' => sub {
    my $other = '501 Transfer-Encoding other than chunked not accepted.';
    for my $coding (
        'gzip', 'gzip, chunked', 'chunked, chunked', 'identity', 'xchunked', '',
        '"chunked"'
        )
    {
        is_deeply(
            shown_from("POST / HTTP/1.1\r\nTransfer-Encoding: $coding\r\n\r\n0\r\n\r\n"), [$other],
            "'$coding' is not decoded"
        );
    }
    is_deeply(
        shown_from("POST / HTTP/1.1\r\n" . "Transfer-Encoding: chunked\r\n" x 2 . "\r\n0\r\n\r\n"),
        [$other], 'nor two'
    );
};

subtest 'chunks need HTTP/1.1' => sub {
    for my $protocol ('HTTP/1.0', 'HTTP/0.9', '') {
        is_deeply(
            shown_from("POST / $protocol\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            ['400 Transfer-Encoding needs HTTP/1.1.'], "not $protocol"
        );
    }
};

subtest 'streamed, an empty string ends them' => sub {
    my @streaming = (Streaming => 1, MaxContent => 1);
    is_deeply(
        shown_from("${head}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", @streaming),
        [ $post, '= abcde', '= ' ],
        'pieces are what came at once'
    );
    is_deeply(
        shown_from(
            [ "${head}3\r\nab", "c\r\n", "0\r\n", "\r\nGET / HTTP/1.1\r\n\r\n" ], @streaming
        ),
        [ $post, '= ab', '= c', '= ', 'GET / HTTP/1.1' ],
        'then comes another request'
    );
    is_deeply(
        shown_from([ $head, "1\r\na", 'b' ], @streaming),
        [ $post, '= a', '400 Chunk is longer than its size.' ],
        'an error comes behind what was good'
    );
};

done_testing;
