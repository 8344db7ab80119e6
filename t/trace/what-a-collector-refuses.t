use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'traces are ours alone' if is_upstream() }
use Collector;
use POE;
use POE::XS::Trace;

# Each answer of a collector, and what becomes of the spans of that request.

my %case = (
    'not now'      => [ [ [ 503, { 'Retry-After' => 0 }, '' ], 200 ], 'sent' ],
    'until a date' =>
        [ [ [ 503, { 'Retry-After' => 'Thu, 01 Jan 2015 00:00:00 GMT' }, '' ], 200 ], 'sent' ],
    'too many'         => [ [ [ 429, { 'Retry-After' => 0 }, '' ], 200 ], 'sent' ],
    'closes'           => [ [ 'close', 200 ], 'sent' ],
    'no HTTP'          => [ [ 'garbage', 200 ], 'sent' ],
    'never'            => [ [400], 'failed' ],
    'not here'         => [ [404], 'failed' ],
    'a chunked answer' =>
        [ [ [ 200, { 'Transfer-Encoding' => 'chunked' }, "2\r\n{}\r\n0\r\n\r\n" ] ], 'sent' ],
    'none that is JSON' => [ [ [ 200, {}, 'fine' ] ], 'sent' ],
    'partly'            => [
        [ [ 200, {}, '{"partialSuccess":{"rejectedSpans":"1","errorMessage":"full"}}' ] ], 'both'
    ],
);

for my $name (sort keys %case) {
    my ($answers, $end) = @{ $case{$name} };
    my $collector = Collector->new(@$answers);
    my (@warned, $counts);
    POE::XS::Trace->export(
        url  => $collector->url, every => 0.02, event => 'it',
        warn => sub { push @warned, @_ });
    session(
        _start => sub { $_[KERNEL]->yield('it') for 1 .. 3; $_[KERNEL]->yield('look') },
        it     => sub { },
        look   => sub {
            $counts = POE::XS::Trace->exported;
            $_[KERNEL]->delay(look => 0.02) if !$counts->{sent} && !$counts->{failed};
        },
    );
    POE::Kernel->run;
    my %now = (sent => [ 3, 0 ], failed => [ 0, 3 ], both => [ 2, 1 ]);
    is_deeply([ @$counts{qw(sent failed)} ], $now{$end}, "$name: $end");
    is(scalar $collector->requests(scalar @$answers), @$answers, "$name: so many requests");
    my $is_fine = $name =~ /chunked|JSON/;
    is(scalar @warned, $is_fine ? 0 : 1, "$name: it is told once");
    like($warned[0], qr/ HTTP status 503; it is tried again\z/, 'in words') if $name eq 'not now';
    POE::XS::Trace->stop;
}

done_testing;
