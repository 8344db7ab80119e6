use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use Test::More;

my $head = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n";
my $post = 'POST / HTTP/1.1';

sub streamed { return shown_from([@_], Streaming => 1) }

subtest 'the request comes first, then its content in pieces' => sub {
    is_deeply(streamed("${head}abcde"), [ $post, '= abcde' ], 'in one');
    is_deeply(streamed($head, 'ab', 'c', 'de'), [ $post, '= ab', '= c', '= de' ], 'in more');
    is_deeply(
        streamed("${head}ab", 'cde'), [ $post, '= ab', '= cde' ],
        'the first with the request'
    );
};

subtest 'one list has both' => sub {
    my $filter = POE::Filter::HTTPD->new(Streaming => 1);
    $filter->get_one_start(["${head}ab"]);
    is_deeply([ map { shown($_) } @{ $filter->get_one } ], [ $post, '= ab' ], 'if both are there');
    is_deeply($filter->get_one, [], 'no more');
    $filter->get_one_start(['cde']);
    is_deeply($filter->get_one, ['cde'], 'the rest');
};

subtest 'the request has no content, and content is a string' => sub {
    my ($request, $content) = read_from("${head}abcde", Streaming => 1);
    is($request->content, '', 'none');
    is($request->header('Content-Length'), 5, 'but its length');
    ok(!ref $content, 'a string');
};

subtest 'no more than the length' => sub {
    my $two = "${head}abcde\r\nGET /2 HTTP/1.1\r\n\r\n";
    is_deeply(streamed($two), [ $post, '= abcde', 'GET /2 HTTP/1.1' ], 'the next request follows');
    is_deeply(
        streamed("${head}ab", "cde\r\n", "GET /2 HTTP/1.1\r\n\r\n"),
        [ $post, '= ab', '= cde', 'GET /2 HTTP/1.1' ], 'also later'
    );
};

subtest 'of any length' => sub {
    for my $length (9_999_999_999, is_upstream() ? () : '9' x 20) {
        my $head = "POST / HTTP/1.1\r\nContent-Length: $length\r\n\r\n";
        my @got  = read_from([ "${head}ab", 'c' x 100_000 ], Streaming => 1, MaxContent => 10);
        is_deeply([ map {length} @got[ 1, 2 ] ], [ 2, 100_000 ], 'MaxContent is no limit');
    }
};

subtest 'without content there is only the request' => sub {
    is_deeply(streamed("GET / HTTP/1.1\r\n\r\n"), ['GET / HTTP/1.1'], 'no length');
    is_deeply(streamed("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"), [$post], 'zero');
};

done_testing;
