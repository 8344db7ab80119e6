use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use Test::More;

# Where two programs on the way may take different octets for the content, one of them may take the rest
# for a request that nobody sent.

plan skip_all => 'taken there' if is_upstream();

my $secret = "GET /secret HTTP/1.1\r\n\r\n";
my $post   = 'POST / HTTP/1.1';

sub with { return join "\r\n", @_, '', $secret }

my @uncertain = (
    [ 'two lengths', 'Content-Length: 3', 'Content-Length: 4' ],
    [ 'two lengths apart', 'Content-Length: 3', 'Host: h', 'content-length: 24' ],
    [ 'a length and none', 'Content-Length: 3', 'Content-Length:' ],
    [ 'one number in two spellings', 'Content-Length: 3', 'Content-Length: 03' ],
    [ 'a length on a line of its own', 'Content-Length:', ' 3' ],
    [ 'a length that goes on', 'Content-Length: 3', ' 4' ],
    [ 'a blank before the colon', 'Content-Length : 3' ],
    [ 'a tab before the colon', "Content-Length\t: 3" ],
    [ 'an underscore', 'Content_Length: 3' ],
    [ 'a blank before the name', 'Host: h', ' Content-Length: 3' ],
    [ 'a blank before the first name', ' Content-Length: 3' ],
    [ 'behind a line that ends the fields', 'X.Y: z', 'Content-Length: 3' ],
    [ 'behind a line without a colon', 'text', 'Transfer-Encoding: chunked' ],
    [ 'an odd octet before the name', "\x0BContent-Length: 3" ],
    [ 'an odd octet behind it', "Content-Length\xA0: 3" ],
    [ 'a length beside chunks', 'Content-Length: 3', 'Transfer-Encoding: chunked' ],
    [ 'chunks beside a length', 'Transfer-Encoding: chunked', 'Content-Length: 3' ],
    [ 'a blank before the colon of chunks', 'Transfer-Encoding : chunked' ],
    [ 'chunks in an underscore', 'Transfer_Encoding: chunked' ],
    [ 'chunks on a line of their own', 'Transfer-Encoding:', ' chunked' ],
    [ 'CR within a line', "X-A: b\rContent-Length: 3" ],
    [ 'CR before CR LF', "X-A: b\r" ],
    [ 'NUL in a value', "X-A: b\0c" ],
    [ 'NUL in a name', "X\0A: b" ],
);
for my $case (@uncertain) {
    my ($name, @fields)  = @$case;
    my ($error, @others) = @{ shown_from([ with($post, @fields), $secret ]) };
    like($error, qr/\A400 /, $name);
    is_deeply(\@others, [], 'nothing else is read from there') if @others;
}

my @lines = ("GET / HTTP/1.1\rX", "GET /\rX HTTP/1.1", "GET /\0 HTTP/1.1", "GET / HTTP/1.1 \0");
for my $line (@lines) {
    is_deeply(
        shown_from(with($line, 'Host: h')), ['400 Header holds a bare CR or a NUL.'],
        'in the first line'
    );
}

is_deeply(
    shown_from(with('BAD-METHOD / HTTP/1.1', "Content-Length: 24")),
    [
        '400 Request line parse failure. (' . with('BAD-METHOD / HTTP/1.1', 'Content-Length: 24')
            =~ s/\Q$secret\E//r . ')'
    ],
    'what follows a bad first line may be content'
);

subtest 'what is certain is taken' => sub {
    my @certain = (
        [ 'one number twice', 'Content-Length: 24', 'Content-Length: 24' ],
        [ 'blanks around it', "Content-Length: \t24 \t" ],
        [ 'no blank', 'content-length:24' ],
        [
            'names that only look so', 'X-Content-Length: 3', 'Content-Length: 24',
            'X-Note: transfer-encoding: x'
        ],
        [
            'with lines that go on elsewhere', 'X-A: b', ' c', 'Content-Length: 24', 'X-D: e', "\tf"
        ],
        [ 'with odd names elsewhere', 'X_A: b', 'X~B : c', 'Content-Length: 24' ],
    );
    for my $case (@certain) {
        my ($name, @fields) = @$case;
        is_deeply(shown_from(with($post, @fields)), ["$post + $secret"], $name);
    }
};

subtest 'the filter reads no more' => sub {
    my $filter = POE::Filter::HTTPD->new;
    $filter->get([ with($post, 'Content-Length: 3', 'Content-Length: 4') ]);
    is($filter->get_pending, undef, 'what has come is dropped');
    is_deeply($filter->get([$secret]), [], 'and what comes');
    is($filter->get_pending, undef, 'does not pile up');
    is_deeply(
        [ map { shown($_) } @{ $filter->clone->get([$secret]) } ], ['GET /secret HTTP/1.1'],
        'a clone begins anew'
    );
};

done_testing;
