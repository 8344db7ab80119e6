use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'traces are ours alone' if is_upstream() }
use Collector;
use POE;
use POE::XS::Trace;

my $collector = Collector->new;
my $id;

POE::XS::Trace->export(
    url      => $collector->url, every => 0.05, service => "sh\x{F6}p",
    resource => { 'deployment.environment' => 'test' },
    headers  => { 'X-Key'                  => 'k' });
session(
    _start => sub { $_[KERNEL]->alias_set('front'); $_[KERNEL]->yield('first') },
    first  => sub {
        POE::XS::Trace->begin('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
        $id = POE::XS::Trace->span_id;
        $_[KERNEL]->delay("second \"quoted\"\n\x{20AC}" => 0.01);
        $_[KERNEL]->call($_[SESSION], 'called');
    },
    called                        => sub { },
    "second \"quoted\"\n\x{20AC}" => sub { $_[KERNEL]->delay(end => 0.3) },
    end => sub { is(POE::XS::Trace->exported->{error}, undef, 'without a fault') },
);
my $before = time;
POE::Kernel->run;
POE::XS::Trace->stop;

my ($request) = $collector->requests(2);
is($request->{header}{'x-key'}, 'k', 'headers of ours');
my $resource = $collector->resource($request);
is($resource->{'service.name'}, "sh\x{F6}p", 'the name of the service');
is($resource->{'process.pid'}, $$, 'the process');
is($resource->{'deployment.environment'}, 'test', 'and more');

my @spans = $collector->spans;
my %span  = map { $_->{name} => $_ } @spans;
my ($first, $second, $called) = @span{ 'first', "second \"quoted\"\n\x{20AC}", 'called' };
is($first->{traceId}, '0af7651916cd43dd8448eb211c80319c', 'the trace that was told');
is($first->{parentSpanId}, 'b7ad6b7169203331', 'below the span that was told');
is_deeply(
    $first->{links},
    [ { traceId => $span{_start}{traceId}, spanId => $span{_start}{spanId} } ],
    'with a link to what caused it here'
);
is($first->{spanId}, $id, 'by the ID that the handler had');
is($second->{traceId}, $first->{traceId}, 'an alarm that follows from it');
is($second->{parentSpanId}, $id, 'is below it');
is($called->{parentSpanId}, $id, 'a call, too');
is("$second->{kind} $called->{kind}", '5 1', 'taken from a queue, or not');
isnt($span{_start}{traceId}, $first->{traceId}, 'what was before is another trace');
ok(!exists $span{_start}{parentSpanId}, 'of which this is the root');
ok($span{end} && $span{_stop}, 'what was left was sent at the end');
my $began = $second->{startTimeUnixNano} / 1e9;
ok($began >= $before && $began <= time + 1, 'at this time of day');
my $said = Collector::attributes($second);
is($said->{'poe.session.name'}, 'front', 'whose it is');
like($said->{'poe.event.sent_at'}, qr/\A\Q$0\E:\d+\z/, 'who sent it');
is($said->{'poe.event.type'}, 'alarm', 'how');
is(
    scalar(grep { $_->{name} =~ /\A_(?:tick|collect|ready)/ } @spans), 0,
    'nothing about those who send it'
);

done_testing;
