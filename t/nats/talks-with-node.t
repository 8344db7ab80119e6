use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempfile);
use NATSServer;
use POETest;
use Test::More;

use POE qw(Wheel::Run);

needs_nats();
require POE::Component::Client::NATS;

# Another client, if node finds it; the environment may say where, in NODE_PATH.
plan skip_all => 'node with its package nats is not installed'
    if system q(node -e 'require("nats")' >/dev/null 2>&1);

my $program = <<'JS';
const { connect, headers, StringCodec } = require("nats");
(async () => {
  const sc = StringCodec();
  const nc = await connect({ servers: process.argv[2] });
  nc.subscribe("node.upper", { callback: (e, m) => {
    const h = headers();
    h.append("Seen", m.headers ? m.headers.get("Lang") : "none");
    m.respond(sc.encode(sc.decode(m.data).toUpperCase()), { headers: h });
  } });
  await nc.flush();
  const h = headers();
  h.append("Two-Values", "a: b"); h.append("Two-Values", "c");
  const answer = await nc.request("perl.double", sc.encode("21"), { timeout: 5000, headers: h });
  nc.publish("perl.result", answer.data);
  await nc.flush();
})();
JS

my ($handle, $file) = tempfile(SUFFIX => '.js', UNLINK => 1);
print {$handle} $program;
close $handle or die $!;

my $server = nats_server();
my (%got, $nats);

sub start {
    $nats = POE::Component::Client::NATS->spawn(servers => $server->url);
    $nats->subscribe('perl.double', event => 'double');
    $nats->subscribe('perl.result', event => 'result');
    $nats->flush(event => 'run_node');
}

sub run_node {
    $_[HEAP]{node} = POE::Wheel::Run->new(
        Program     => [ 'node', $file, $server->url ],
        StdoutEvent => 'said',
        StderrEvent => 'said',
    );
    $_[KERNEL]->sig_child($_[HEAP]{node}->PID => 'ended');
}

sub double {
    my ($message) = $_[ARG0];
    $got{headers} = [ $message->header('Two-Values') ];
    $message->respond(2 * $message->payload);
}

sub result {
    $got{result} = $_[ARG0]->payload;
    $nats->request('node.upper', "stra\xc3\x9fe", headers => { Lang => 'de' }, event => 'answered');
}

sub answered {
    my ($message, $failure) = @_[ ARG0, ARG1 ];
    $got{answer} = $failure ? "$failure" : join ' ', $message->payload, $message->header('Seen');
    $_[HEAP]{node}->kill('TERM');
    $nats->close;
}

POE::Session->create(
    inline_states => {
        _start   => \&start,
        run_node => \&run_node,
        double   => \&double,
        result   => \&result,
        answered => \&answered,
        said     => sub { diag $_[ARG0] },
        ended    => sub { delete $_[HEAP]{node} },
    });
POE::Kernel->run;

is_deeply $got{headers}, [ 'a: b', 'c' ], 'headers come';
is $got{result}, 42, 'a question from there is answered';
is $got{answer}, 'STRASSE de', 'and one from here';

done_testing;
