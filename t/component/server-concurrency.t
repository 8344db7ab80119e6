use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# How many connections a server has at a time.

subtest 'connections wait for others to end' => sub {
    my ($now, $most, $ended) = (0, 0, 0);
    my $port = serve(
        Concurrency     => 3,
        ClientConnected => sub {
            $most = $now if ++$now > $most;
            is $_[KERNEL]->alias_resolve('server')->get_heap->{connections}, $now, 'are counted';
            $_[KERNEL]->delay(leave => scaled(0.02));
        },
        InlineStates       => { leave => sub { $_[KERNEL]->yield('shutdown') } },
        ClientDisconnected => sub { $now--; end_server() if ++$ended == 10 },
    );
    my @peers = map { peer($port) } 1 .. 10;
    run_log();
    is $most, 3;
    is $ended, 10;
};

subtest 'those that are refused count as ended' => sub {
    my $refused = 0;
    my $port    = serve(
        Concurrency      => 1,
        ClientPreConnect => sub {
            end_server() if ++$refused == 4;
            return undef;
        },
    );
    my @peers = map { peer($port) } 1 .. 4;
    run_log();
    is $refused, 4;
};

subtest 'so do those whose handlers die' => sub {
    my $port = serve(
        Concurrency     => 1,
        ClientConnected => sub {
            $_[KERNEL]->sig(DIE => 'died');
            die "on purpose\n" if note_down('connected') || $_[HEAP]{remote_port} % 1 == 0;
        },
        InlineStates => {
            died => sub {
                $_[KERNEL]->sig_handled;
                note_down('died');
                delete $_[HEAP]{client};
            },
        },
    );
    my @peers = map { peer($port) } 1 .. 3;
    end_after(0.3, \&end_server);
    is_deeply run_log(), [ ('connected', 'died') x 3 ];
};

done_testing;
