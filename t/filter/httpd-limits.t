use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Requests;
use Test::More;

my $class = 'POE::Filter::HTTPD';

subtest 'parameters' => sub {
    says(sub { $class->new('Streaming') }, "$class requires an even number of parameters");
    says(sub { $class->new(MaxContent => 0) }, 'MaxContent must greater then 0');
    says(sub { $class->new(MaxContent => '1k') }, 'MaxContent must be a number');
    says(sub { $class->new(MaxBuffer  => -1) }, 'MaxBuffer must be a number');
    says(
        sub { $class->new(MaxContent => 8, MaxBuffer => 9) },
        'MaxBuffer is not large enough for MaxContent'
    );
    says(sub { $class->new(MaxBuffer => 1000) }, 'MaxBuffer is not large enough for MaxContent');
    says(sub { $class->new(Two => 2, One => 1) }, "$class ignores unknown parameters: One, Two");
    ok($class->new(MaxContent => 8, MaxBuffer => 10), 'a buffer that is just large enough');
};

subtest 'a buffer over its limit' => sub {
    my $filter = $class->new(MaxContent => 10, MaxBuffer => 20);
    $filter->get_one_start(['GET / HTTP']);
    $filter->get_one_start(['/1.1......']);
    is_deeply($filter->get_one, [], 'full is not over');
    ok(!eval { $filter->get_one_start(['x']) }, 'one octet more dies');
    like($@, qr/\AFraming buffer exceeds the limit at /, 'with that error');
    is_deeply($filter->get_pending, ['GET / HTTP/1.1......x'], 'the buffer is kept');
    ok(!eval { $filter->get(['x']) }, 'and so each time');
};

subtest 'the limit is for what has not been read' => sub {
    my $filter = $class->new(MaxContent => 10, MaxBuffer => 48);
    my $text   = "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n01234";
    is_deeply(
        [ map { shown($_) } map { @{ $filter->get([$_]) } } $text, '56789' ],
        ['POST / HTTP/1.1 + 0123456789'], 'not for content that has been'
    ) for 1 .. 3;
};

done_testing if is_upstream();
exit         if is_upstream();

subtest 'MaxHeader is one of them' => sub {
    says(sub { $class->new(MaxHeader => 0) }, 'MaxHeader must greater then 0');
};

subtest 'a buffer over its limit takes nothing more' => sub {
    my $filter = $class->new(MaxContent => 10, MaxBuffer => 20);
    eval { $filter->get_one_start([ 'x' x 15 ]) } for 1 .. 10;
    is(length $filter->get_pending->[0], 30, 'than the chunk that passed it');
};

my $head = "GET / HTTP/1.1\r\nX-A: " . 'x' x 75 . "\r\n\r\n";    # 100 octets

subtest 'a header of as many octets as MaxHeader' => sub {
    is(length $head, 100, 'as here');
    is_deeply(shown_from($head, MaxHeader => 100), ['GET / HTTP/1.1'], 'is taken');
    is_deeply(
        shown_from(" \r\n$head", MaxHeader => 100), ['GET / HTTP/1.1'],
        'white space before it does not count'
    );
    is_deeply(
        shown_from("$head$head", MaxHeader => 100), [ ('GET / HTTP/1.1') x 2 ],
        'nor does what follows'
    );
};

my $too_long = '431 Header of more than 99 octets not accepted.';

subtest 'one of more' => sub {
    is_deeply(shown_from($head, MaxHeader               => 99), [$too_long], 'is refused');
    is_deeply(shown_from([ split //, $head ], MaxHeader => 99), [$too_long], 'octet by octet too');
    is_deeply(
        shown_from([ substr($head, 0, 98), 'xx' ], MaxHeader => 99), [$too_long],
        'before it is whole'
    );
    is_deeply(shown_from([ $head, $head, 'x' ], MaxHeader => 99), [$too_long], 'and is the end');
    is_deeply(
        shown_from($head =~ s/\r//gr, MaxHeader => 95), [ $too_long =~ s/99/95/r ],
        'without CR'
    );
};

subtest 'a first line of more' => sub {
    my $error = '414 Request line of more than 99 octets not accepted.';
    my $line  = 'GET /' . 'x' x 200;
    is_deeply(shown_from($line, MaxHeader => 99), [$error], 'is refused before it ends');
    is_deeply(shown_from("$line HTTP/1.1\r\n\r\n", MaxHeader => 99), [$error], 'and with its end');
    is_deeply(
        shown_from([ split //, "$line HTTP/1.1\r\n\r\n" ], MaxHeader => 99), [$error],
        'octet by octet too'
    );
};

subtest 'the default is 64 KiB' => sub {
    my $long = "GET / HTTP/1.1\r\nX-A: " . 'x' x (64 * 1024 - 25) . "\r\n\r\n";
    is(length $long, 64 * 1024, 'of which this header');
    is_deeply(shown_from($long), ['GET / HTTP/1.1'], 'is taken');
    is_deeply(
        shown_from("G$long"), ['431 Header of more than 65536 octets not accepted.'],
        'and this is not'
    );
};

subtest 'after an error nothing piles up' => sub {
    my $filter = $class->new(MaxHeader => 99);
    $filter->get([$head]);
    $filter->get([ 'x' x 100_000 ]) for 1 .. 10;
    is($filter->get_pending, undef, 'the buffer is empty');
};

subtest 'lines that match nothing are given up at once' => sub {
    my @slow = (
        'GET ' . 'x' x 60_000 . "\0",
        'GET ' . "\t" x 60_000,
        'G' x 60_000,
        'GET / HTTP/1.' . '1' x 60_000 . "\0",
        "GET / HTTP/1.1\r\nX-A" . ' ' x 60_000 . 'x',
        "GET / HTTP/1.1\r\nContent-Length" . "\x0B" x 60_000 . 'x',
        "GET / HTTP/1.1\r\nX: y" . "\r\n \t " x 12_000 . 'x',
        "GET / HTTP/1.1\r\nContent-Length: " . ' ' x 60_000 . "\r\n 5",
    );
    my $before = (times)[0];
    read_from("$_\r\n\r\n") for @slow;
    cmp_ok((times)[0] - $before, '<', scaled(1), 'in the time that eight requests may take');
};

done_testing;
