use strict;
use warnings;

use File::Temp qw(tempfile);
use lib 't/lib';
use POETest;
use Cluster;
use NATSServer;
use POE;
use POE::Wheel::Run;
use Test::More;

# Programs that are no kernels: one that knows nothing but the protocol, and node's client where node has it.

plan skip_all => 'questions need Future' if !eval { require POE::Future };
my $broker = broker();

my $raw = <<'PERL';
use IO::Socket::INET;
my $socket = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0]) or die;
my ($subject, $json) = @ARGV[1, 2];
print {$socket} qq(CONNECT {"verbose":false}\r\nSUB a.b 1\r\n),
    "PUB $subject a.b ", length $json, "\r\n$json\r\n";
readline $socket;
if (readline($socket) =~ /^MSG a\.b 1 (\d+)/) { read $socket, my $answer, $1; print "$answer\n" }
PERL

my $node = <<'JS';
const { connect, JSONCodec } = require("nats");
(async () => {
  const jc = JSONCodec();
  const nc = await connect({ servers: "127.0.0.1:" + process.argv[1] });
  const answer = await nc.request(process.argv[2], new TextEncoder().encode(process.argv[3]));
  console.log(JSON.stringify(jc.decode(answer.data)));
  await nc.close();
})();
JS

my @command = ([ $^X, '-e', $raw ]);
push @command, [ 'node', '-e', $node ] if !system q(node -e 'require("nats")' >/dev/null 2>&1);
my $id    = POE::Kernel->ID;
my @cases = (
    [ "poe.shop.svc.work.guest.add", '{"params":[1,2]}', '{"params":[3],"status":"ok"}' ],
    [ "poe.shop.k.$id.guest.work.add", '{"params":[4,5]}', '{"params":[9],"status":"ok"}' ],
    [ "poe.shop.k.$id.guest.work.other", '{"params":[]}', qr/"status":"refused"/ ],
    [ "poe.shop.k.$id.guest.work.dies", '{"params":[]}', qr/"status":"failed"/ ],
);
my @todo = map { [ $command[0], @$_ ] } @cases;
push @todo, [ $command[1], @{ $cases[0] } ] if $command[1];

published(work => { add => sub { return $_[ARG0] + $_[ARG1] }, dies => sub { die "it dies\n" } });

my @answers;
in_cluster(
    sub { $POE::Component::IKC::Responder::ikc->offer(work => [qw(add dies)]) },
    joined => sub { $_[KERNEL]->yield('next') },
    next   => sub {
        my ($command, $subject, $json) = @{ $todo[@answers] || return $_[KERNEL]->yield('done') };
        $_[HEAP]{wheel} = POE::Wheel::Run->new(
            Program     => [ @$command, $broker->port, $subject, $json ],
            StdoutEvent => 'said',
            StderrEvent => 'complained',
        );
        $_[KERNEL]->sig_child($_[HEAP]{wheel}->PID, 'ended');
    },
    said       => sub { push @answers, $_[ARG0] },
    complained => sub { diag $_[ARG0] },
    ended      => sub { delete $_[HEAP]{wheel}; $_[KERNEL]->delay(next => 0.05) },
);

for my $number (0 .. $#todo) {
    my ($command, $subject, $json, $wanted) = @{ $todo[$number] };
    my $name = "$command->[0]: $subject";
    ref $wanted ? like $answers[$number], $wanted, $name : is $answers[$number], $wanted, $name;
}

done_testing;
