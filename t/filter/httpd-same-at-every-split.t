use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Requests;
use Test::More;

# How the network cuts a request into packets means nothing: not for what is taken, not for what is
# refused, and not for what is read after that.
plan skip_all => 'it does there' if is_upstream();

my $random = random_numbers(20_12);
my $next   = "GET /n\n\n";

sub one_of { return $_[ $random->(scalar @_) ] }

my @lines = (
    ('GET / HTTP/1.1') x 4, ('POST /a HTTP/1.1') x 4, 'POST / HTTP/1.0', 'GET /',
    'GET', 'BAD-ONE / HTTP/1.1', "GET / HTTP/1.1\r", "GET /\0 HTTP/1.1",
);
my @fields = (
    'Host: h', 'X-A: b', "X-A: b\n c", "X: \r\ry", 'no field', 'X : y', "X: y\rz", "X: y\r",
    'Content-Length: 0', 'Content-Length: 3', 'Content-Length: 9', 'Content-Length: 03',
    'Content-Length: +3', 'Content-Length: 0x3', 'Content-Length:', 'Content-Length: 99999999999',
    'Content-Length: 3, 3', 'Content-Length : 3', ' Content-Length: 3', 'Content-Encoding: gzip',
    ('Transfer-Encoding: chunked') x 4, 'Transfer-Encoding: gzip', "Transfer-Encoding:\n chunked",
);
my @contents = (
    '', '', 'abc', 'abcdefghi', "\r\n", "3\r\nabc\r\n0\r\n\r\n",
    "2\r\nab\r\n1\r\nc\r\n0\r\nA: b\r\n\r\n",
    "3\r\nabcd\r\n0\r\n\r\n", "x\r\n", "0\r\nA: b\rc\r\n\r\n", "ff\r\n", "\r\r",
    "GET /in HTTP/1.1\r\n\r\n",
);

sub request {
    my $end  = one_of("\r\n", "\r\n", "\r\n", "\n");
    my @head = (one_of(@lines), map { one_of(@fields) } 1 .. $random->(3));
    return join '', one_of('', '', '', "\r\n", ' '), (map { s/\n/$end/r . $end } @head), $end,
        one_of(@contents);
}

# Pieces of one content are one.
sub read_in {
    my ($limits, @pieces) = @_;
    my $filter = POE::Filter::HTTPD->new(@$limits);
    my $seen   = join '|', map { shown($_) } map { @{ $filter->get([$_]) } } @pieces;
    1 while $seen =~ s/\|(= [^|]*)\|= /|$1/;
    return $seen;
}

sub differing_split {
    my ($text, @limits) = @_;
    my $whole = read_in(\@limits, $text);
    for my $at (1 .. length($text) - 1) {
        my @pieces = (substr($text, 0, $at), substr $text, $at);
        my $seen   = read_in(\@limits, @pieces);
        return [ @pieces, $whole, $seen ] if $seen ne $whole;
    }
    my @octets = split //, $text;
    my $seen   = read_in(\@limits, @octets);
    return $seen eq $whole ? undef : [ 'octets', $text, $whole, $seen ];
}

my @limits = ([], [], [ Streaming => 1 ], [ MaxHeader => 40 ], [ MaxContent => 2 ]);
my (%count, $differs);
my $requests = (grep {/^POE_FILTER_HTTPD_/} keys %ENV) ? 250 : 1000;    # again, by other means
for (1 .. $requests) {
    my ($text, $limits) = (request() . $next, one_of(@limits));
    $differs = differing_split($text, @$limits) and last;
    my $seen = read_in($limits, $text);
    $count{ $seen =~ /\A([45]\d\d)/ ? $1 : 'taken' }++;
}
is_deeply $differs, undef, 'a thousand requests, cut at each place';
ok $count{$_}, "of which some were $_" for qw(taken 400 411 413 431 501);

subtest 'what is refused while its content is to come is the last' => sub {
    my %head = (
        411 => 'Content-Encoding: gzip', 413 => 'Content-Length: 2000000',
        400 => 'Content-Length: five', 501   => 'Transfer-Encoding: gzip',
    );
    for my $code (sort keys %head) {
        my $text = "POST / HTTP/1.1\r\n$head{$code}\r\n\r\n$next";
        is differing_split($text), undef, "$code at every split";
        like read_in([], $text), qr/\A$code [^|]*\z/, 'and nothing else';
    }
};

done_testing;
