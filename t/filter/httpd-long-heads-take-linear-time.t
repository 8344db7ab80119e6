use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use Test::More;

plan skip_all => 'takes half a minute there' if is_upstream();

# What has been searched for a blank line is not searched again.
sub seconds_for {
    my ($pieces) = @_;
    my $filter   = POE::Filter::HTTPD->new(MaxHeader => 64 * 1024 * 1024);
    my $piece    = "X-A: b\r\n" x 100;
    my $before   = (times)[0];
    $filter->get(["GET / HTTP/1.1\r\n"]);
    $filter->get([$piece]) for 1 .. $pieces;
    is(length $filter->get_pending->[0], 16 + 800 * $pieces, 'all waits');
    return (times)[0] - $before;
}

cmp_ok(seconds_for(8_000), '<', scaled(2), 'six megabytes in pieces of 800 octets');

my $filter = POE::Filter::HTTPD->new(MaxBuffer => 64 * 1024 * 1024);
my $many   = "GET / HTTP/1.1\n\n" x 10_000 . "GET / HTTP/1.1\r\n\r\n";
my $before = (times)[0];
is(scalar @{ $filter->get([$many]) }, 10_001, 'many requests in one chunk');
cmp_ok((times)[0] - $before, '<', scaled(3), 'are not slow either');

# A large buffer is neither searched nor copied for each request in it.
sub seconds_for_many {
    my ($request, $count) = @_;
    my $reader = POE::Filter::HTTPD->new;
    my $since  = (times)[0];
    is(scalar @{ $reader->get([ $request x $count ]) }, $count, 'all are there');
    return (times)[0] - $since;
}

my %request = (
    'with blank lines between them' => "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
    'with LF alone'                 => "GET / HTTP/1.1\nHost: h\n\n",
    'with content'                  => "GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc\r\n",
    'with odd fields'               => "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
);
for my $kind (sort keys %request) {
    my ($few, $many) = map { seconds_for_many($request{$kind}, $_) } 1000, 8000;
    cmp_ok($many, '<', 24 * ($few > 0.05 ? $few : 0.05), "many requests $kind");
}

done_testing;
