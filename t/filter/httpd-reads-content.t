use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use Test::More;

sub post {
    my ($fields, $content, $protocol) = @_;
    return join "\r\n", 'POST / ' . ($protocol // 'HTTP/1.1'), @$fields, '', $content;
}

my $post = 'POST / HTTP/1.1';

subtest 'as many octets as Content-Length says' => sub {
    is_deeply(shown_from(post(['Content-Length: 5'], 'abcde')), ["$post + abcde"], 'in one chunk');
    is_deeply(
        shown_from([ post(['Content-Length: 5'], 'ab'), 'c', 'de' ]), ["$post + abcde"],
        'in more'
    );
    is_deeply(
        shown_from(post(['content-length:5'], "a\0\r\n\xFF")), ["$post + a\0\r\n\xFF"],
        'of any kind'
    );
    my ($request) = read_from(post(['Content-Length: 5'], "a\0\r\n\xFF"));
    is($request->content, "a\0\r\n\xFF", 'unchanged');
    is_deeply(fields_of($request), ['Content-Length: 5'], 'the field stays');
};

subtest 'with any method and protocol' => sub {
    for my $line ('GET / HTTP/1.1', 'HEAD / HTTP/1.0', 'get / HTTP/0.9') {
        is_deeply(shown_from("$line\nContent-Length: 2\n\nab"), ["$line + ab"], $line);
    }
    is_deeply(shown_from("POST /\nContent-Length: 2\n\nab"), ['POST / HTTP/0.9 + ab'], 'or none');
};

subtest 'blanks around the number are skipped' => sub {
    is_deeply(shown_from(post([$_], 'ab')), ["$post + ab"], "'$_'")
        for 'Content-Length: 2 ', "Content-Length:\t2\t", 'Content-Length: 0002';
};

subtest 'what follows is another request' => sub {
    my $two = post(['Content-Length: 2'], 'ab') . "GET /2 HTTP/1.1\r\n\r\n";
    is_deeply(shown_from($two), [ "$post + ab", 'GET /2 HTTP/1.1' ], 'at once');
    my @gap = (post(['Content-Length: 2'], "ab\r\n \n"), "\r\nGET /2 HTTP/1.1\r\n\r\n");
    is_deeply(shown_from(\@gap), [ "$post + ab", 'GET /2 HTTP/1.1' ], 'after white space');
    my $filter = POE::Filter::HTTPD->new;
    $filter->get([ post(['Content-Length: 2'], "ab\r\n\r\n") ]);
    is($filter->get_pending, undef, 'which does not stay');
    $filter->get([ post(['Content-Length: 2'], 'abc') ]);
    is_deeply($filter->get_pending, ['c'], 'anything else does');
};

subtest 'without Content-Length there is none' => sub {
    my @records = read_from(post(['Content-Type: text/plain'], "GET /2 HTTP/1.1\r\n\r\n"));
    is_deeply([ map { shown($_) } @records ], [ $post, 'GET /2 HTTP/1.1' ], 'a request follows');
};

subtest 'a length of zero' => sub {
    is_deeply(
        shown_from([ post(['Content-Length: 0'], ''), "GET /2 HTTP/1.1\r\n\r\n" ]),
        [ $post, 'GET /2 HTTP/1.1' ], 'is no content'
    );
    my @next = is_upstream() ? () : ('GET /2 HTTP/1.1');
    is_deeply(
        shown_from(post(['Content-Length: 0'], "GET /2 HTTP/1.1\r\n\r\n")),
        [ $post, @next ], 'and takes nothing of what follows'
    );
};

subtest 'zero in more digits' => sub {
    plan skip_all => 'dies there' if is_upstream();
    is_deeply(shown_from(post(['Content-Length: 000'], '')), [$post], 'is zero');
};

subtest 'Content-Encoding without a length' => sub {
    my @fields = ('Content-Encoding: gzip');
    my @next   = is_upstream() ? ('GET / HTTP/1.0') : ();
    is_deeply(
        shown_from([ post(\@fields, 'abc', 'HTTP/1.0'), "GET / HTTP/1.0\n\n" ]),
        [ 'POST / HTTP/1.0', @next ], 'drops the rest in HTTP/1.0'
    );
    is_deeply(
        shown_from([ post(\@fields, 'abc'), "GET / HTTP/1.0\n\n" ]),
        [ '411 No content length found.', @next ], 'is an error in HTTP/1.1'
    );
    is_deeply(
        shown_from(post([ @fields, 'Content-Length: 3' ], 'abc')), ["$post + abc"],
        'with one'
    );
};

subtest 'half a request says nothing' => sub {
    my $filter = POE::Filter::HTTPD->new;
    is_deeply($filter->get([ post(['Content-Length: 5'], 'abc') ]), [], 'no record');
    is($filter->get_pending, undef, 'what has been read does not wait');
    is_deeply($filter->get_one, [], 'still none');
    is_deeply(
        [ map { shown($_) } @{ $filter->get(['de']) } ], ["$post + abcde"],
        'until it is whole'
    );
};

done_testing;
