# ikc WHAT [SERIALIZER]: events between two kernels in two processes. WHAT is one_way (posts, of which each
# thousandth is a call, whose answer says that they have all been handled), trip_1 or trip_16 (so many calls
# that are answered at a time). Each event carries a hash of three values. The original can be measured too.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;
use POE::Component::IKC::Client;
use POE::Component::IKC::Server;

my ($what, $serializer) = (shift || 'one_way', shift);
my ($batch, $lots)      = $what eq 'one_way' ? (1000, 4) : (1, $what =~ /_(\d+)/);
my $port = _free_port();
my $data = { host => 'host.example', load => 0.25, count => 17 };

sub _free_port {
    require IO::Socket::INET;
    return IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')->sockport;
}

sub serve {
    POE::Component::IKC::Server->spawn(ip => '127.0.0.1', port => $port, name => 'Srv');
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set('test');
                $_[KERNEL]->post(IKC => publish => test => [qw(take answer)]);
            },
            take   => sub { $_[HEAP]{load} += $_[ARG0]{load}; return },
            answer => sub { return $_[ARG0] },
        },
    );
    POE::Kernel->run;
}

my $ikc;

sub lot {
    $ikc->post('poe://Srv/test/take', $data) for 2 .. $batch;
    $ikc->call('poe://Srv/test/answer', $data, 'poe:/bench/answered');
}

my $server = fork;
if (!$server) {
    POE::Kernel->has_forked;
    serve();
    exit;
}
select undef, undef, undef, 0.3;

my ($start, $done);
POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->alias_set('bench');
            POE::Component::IKC::Client->spawn(
                ip         => '127.0.0.1',
                port       => $port,
                name       => 'Cli',
                on_connect => sub { POE::Kernel->post(bench => 'begin') },
                $serializer ? (serializers => [$serializer]) : (),
            );
        },
        begin => sub {
            $ikc = $POE::Component::IKC::Responder::ikc;
            ($start, $done) = (now(), 0);
            over();
            lot() for 1 .. $lots;
        },
        answered => sub {
            $done += $batch;
            return lot() if !over();
            report("ikc_$what", $done / (now() - $start), 'per_s');
            kill TERM => $server;
            finish();
        },
    },
);
POE::Kernel->run;
