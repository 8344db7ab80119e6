use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'traces are ours alone' if is_upstream() }
use Collector;
use POE::XS::Trace::Post;

# The first that takes a connection is asked.

my $collector
    = Collector->new([ 200, { 'Content-Type' => 'application/json' }, '{"partialSuccess":{}}' ]);
my $closed  = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die "listen: $!";
my @targets = map { POE::XS::Trace::Post::target($_) } 'http://127.0.0.1:' . $closed->sockport,
    $collector->url;
close $closed;

my %both = (%{ $targets[1] }, addresses => [ map { @{ $_->{addresses} } } @targets ]);
my $done
    = POE::XS::Trace::Post->new(\%both, { 'X-Key' => 'it' }, 'x' x 300_000)->finish(scaled(20));
is_deeply(
    $done, { status => 200, retry_after => undef, body => '{"partialSuccess":{}}' },
    'an answer'
);
my ($request) = $collector->requests(1);
is(length $request->{body}, 300_000, 'all was sent');
is($request->{header}{'x-key'}, 'it', 'with headers');

$done = POE::XS::Trace::Post->new($targets[0], {}, '')->finish(scaled(20));
like($done->{error}, qr/refused/i, 'nobody there');
is(
    POE::XS::Trace::Post::target("http://[::1]:4318/x?y=1")->{host}, '[::1]:4318',
    'an address in brackets'
);

done_testing;
