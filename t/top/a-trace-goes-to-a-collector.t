use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# With the IDs that the program itself tells.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require Collector;
require ProbeServer;

my $folder = tempdir(CLEANUP => 1);
my $probe  = ProbeServer->program($folder, <<'PROGRAM');
use POE;
use POE::XS::Trace;
POE::XS::Trace->start;
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('web'); $_[KERNEL]->yield('tick') },
        tick   => sub {
            POE::XS::Trace->begin('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
            $_[KERNEL]->post(worker => 'job');
            $_[KERNEL]->delay(tick => 0.02);
        },
    });
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('worker') },
        job    => sub { },
    });
POE::Kernel->run;
PROGRAM

my $collector = Collector->new(200);
my @seconds   = (trace => '--seconds', '300ms');
my $said      = $probe->top(@seconds, '--otlp', $collector->url);
is("$said->{status} $said->{stdout}$said->{stderr}", '0 ', 'sent without words');
my @spans = $collector->spans(1);
my %span  = map  { $_->{spanId} => $_ } @spans;
my @jobs  = grep { $_->{name} eq 'job' && $span{ $_->{parentSpanId} } } @spans;
ok(@jobs > 2, 'handlers');
is($_->{traceId}, '0af7651916cd43dd8448eb211c80319c', 'their trace') for $jobs[0];
is($span{ $jobs[0]{parentSpanId} }{name}, 'tick', 'their cause');
is($span{ $jobs[0]{parentSpanId} }{parentSpanId}, 'b7ad6b7169203331', 'and its cause elsewhere');
like(Collector::attributes($jobs[0])->{'poe.session.name'}, qr/\Aworker/, 'whose they are');
ok(abs($jobs[0]{startTimeUnixNano} / 1e9 - time) < 30, 'today');

$probe->top(@seconds, '--format', 'otlp', '--output', "$folder/otlp.json");
open my $in, '<', "$folder/otlp.json" or die "otlp.json: $!";
my $body = POE::XS::Top::JSON::object(do { local $/ = undef; readline $in });
ok(@{ $body->{resourceSpans}[0]{scopeSpans}[0]{spans} } > 2, 'the same as a file');

my $refuses = Collector->new(400);
$said = $probe->top(@seconds, '--otlp', $refuses->url);
is($said->{status} >> 8 || $said->{status}, 2, 'a collector that refuses is a fault');
like($said->{stderr}, qr/--otlp: \Q@{[ $refuses->url ]}\E: HTTP status 400$/m, 'which is told');
$said = $probe->top(@seconds, '--otlp', 'nowhere');
like($said->{stderr}, qr{--otlp: nowhere: not http://HOST:PORT/PATH$}m, 'so is a wrong URL');
like(
    $probe->top('events', '--otlp', 'x')->{stderr}, qr/--otlp: for traces$/m,
    'and a wrong command'
);
like(
    $probe->top('trace', '--format', 'prometheus')->{stderr},
    qr/--format: 'prometheus' is no form of traces/, 'and a wrong form'
);

done_testing;
