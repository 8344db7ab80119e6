use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Requests;
use HTTP::Response;
use POETest;
use POE::Filter::HTTPD;
use Test::More;

my $class  = 'POE::Filter::HTTPD';
my $filter = $class->new;
my $head   = "HTTP/1.1\r\nHost: h\r\nX-A: b\r\n";

no_growth('a filter', sub { $class->new(Streaming => 1) }, 200);
no_growth('a clone', sub { $filter->clone }, 200);
no_growth(
    'a filter that is refused',
    sub {
        eval { $class->new(MaxBuffer => 1) }
    },
    200
);
no_growth('a request', sub { $filter->get(["GET / $head\r\n"]) }, 200);
no_growth(
    'one with odd fields', sub { $filter->get(["GET * ${head} c\r\nX-A: d\r\nno\r\n\r\n"]) },
    100
);
no_growth(
    'one with content',
    sub { $filter->get([ "POST / ${head}Content-Length: 3\r\n\r\na", 'bc' ]) }, 100
);
no_growth(
    'one in pieces',
    sub { $filter->get([$_]) for "POST / ${head}Content-Le", "ngth: 3\r\n\r\na", 'bc' }, 100
);
no_growth('a bad one', sub { $filter->get(["GET\r\n\r\n"]) }, 100);
no_growth(
    'one that is too long',
    sub { $filter->get(["POST / ${head}Content-Length: 9999999\r\n\r\n"]) }, 50
);
no_growth(
    'a filter in the middle of a request',
    sub { $class->new->get(["POST / ${head}Content-Length: 3\r\n\r\na"]) }, 100
);

my $stream = $class->new(Streaming => 1);
no_growth(
    'streamed content',
    sub { $stream->get([$_]) for "POST / ${head}Content-Length: 3\r\n\r\na", 'bc' }, 100
);

my $response = HTTP::Response->new(200, 'OK', [ Date => 'd', 'X-A' => 1 ], 'content');
no_growth('a response', sub { $filter->put([$response]) }, 200);
my $odd = HTTP::Response->new(200, 'Fine', [ 'X-A' => [ "a\nb", 'c' ] ], 'content');
no_growth('an odd response', sub { $filter->put([$odd]) }, 100);
no_growth(
    'what is none',
    sub {
        eval { $filter->put(['text']) }
    },
    200
);

if (!is_upstream()) {
    my $chunked = "POST / ${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n";
    no_growth('chunks', sub { $filter->get([ $chunked, "\r\n" ]) }, 100);
    no_growth('bad chunks', sub { $class->new->get(["${chunked}\0\r\n"]) }, 50);
    no_growth(
        'a length that is not certain',
        sub { $class->new->get(["GET / ${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n"]) },
        50
    );
    my $full = $class->new(MaxContent => 10, MaxBuffer => 100);
    no_growth(
        'a buffer over its limit',
        sub {
            eval { $full->get([ 'x' x 60 ]) }
        },
        200
    );
}

subtest 'names of fields are forgotten again' => sub {
    my $names = 0;
    my $more  = sub {
        for (1 .. 4000) {
            my $name = sprintf 'X-%058d', $names++;
            $filter->get(["GET / $head$name: y\r\n\r\n"]);
            $filter->put([ HTTP::Response->new(200, 'OK', [ $name => 1 ]) ]);
        }
    };
    $more->();
    my $before = resident_bytes();
    $more->();
    cmp_ok(resident_bytes() - $before, '<', 400_000, 'memory does not grow with them');
};

done_testing;
