use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'traces are ours alone' if is_upstream() }
use Collector;
use POE;
use POE::XS::Trace;

my %wrong = (
    'url: ftp://x: not http://HOST:PORT/PATH'     => [ url      => 'ftp://x' ],
    'url: https://x/: not http://HOST:PORT/PATH'  => [ url      => 'https://x/' ],
    "url: http://x/\n: not http://HOST:PORT/PATH" => [ url      => "http://x/\n" ],
    'service: text'                               => [ service  => '' ],
    'every: a number of seconds'                  => [ every    => 'often' ],
    'batch: a number of spans, from 1 to 10000'   => [ batch    => 0 ],
    'headers: names and values of HTTP headers'   => [ headers  => { 'X' => "a\r\nY: b" } ],
    'resource: a reference to a hash of texts'    => [ resource => [] ],
    'warn: a reference to a function'             => [ warn     => 'stderr' ],
    'sample: a number from 0 to 1'                => [ sample   => 2 ],
    'POE::XS::Trace: unknown option "colour"'     => [ colour   => 'red' ],
);
for my $said (sort keys %wrong) {
    eval { POE::XS::Trace->export(url => 'http://127.0.0.1:9/', @{ $wrong{$said} }) };
    like($@, qr/\A\Q$said\E at \Q$0\E line \d+/, $said =~ s/\n//r);
}
is(POE::XS::measures(), 'off', 'nothing was begun');

# What the environment says, as OpenTelemetry's libraries read it.
my $collector = Collector->new(200);
%ENV = (
    %ENV,
    OTEL_EXPORTER_OTLP_ENDPOINT => $collector->url =~ s{v1/traces}{}r,
    OTEL_EXPORTER_OTLP_HEADERS  => 'x-key=a%20b , x-other=c',
    OTEL_RESOURCE_ATTRIBUTES    => 'service.name=other,region=n%C3%B6rd',
    OTEL_SERVICE_NAME           => 'shop',
);
POE::XS::Trace->export(every => 0.02);
session(_start => sub { $_[KERNEL]->yield('it') }, it => sub { });
POE::Kernel->run;
POE::XS::Trace->stop;
my ($request) = $collector->requests(1);
is("$request->{line}", 'POST /v1/traces HTTP/1.1', 'where to');
is_deeply([ @{ $request->{header} }{qw(x-key x-other)} ], [ 'a b', 'c' ], 'headers');
my $resource = $collector->resource($request);
is_deeply([ @$resource{qw(service.name region)} ], [ 'shop', "n\x{F6}rd" ], 'attributes');

done_testing;
