use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;

BEGIN { plan(skip_all => 'upstream POE tries one address') if is_upstream() }

use Errno qw(ECONNREFUSED);
use POE;
use Socket
    qw(:DEFAULT IPPROTO_IPV6 IPV6_V6ONLY SOCK_NONBLOCK inet_ntop inet_pton pack_sockaddr_in6);
use TcpStage;
use Time::HiRes qw(time);

# A network behind which there is nobody: what goes there is lost, as in a broken tunnel.
my $has_hole = !system join ' && ', 'exec 2>/dev/null',
    'ip link add hole type veth peer name nobody',
    'ip link set hole up', 'ip link set nobody up', 'ip -6 addr add 2001:db8::1/64 dev hole nodad',
    'ip -6 neigh add 2001:db8::99 lladdr 02:00:00:00:00:99 dev hole';
NameServer::start(
    'hole.test'    => [ '2001:db8::99', '127.0.0.1' ],
    'full.test'    => [ '::1', '127.0.0.1' ],
    'refused.test' => [ '127.0.0.2', '127.0.0.1' ],
    'nobody.test'  => [ '127.0.0.2', '127.0.0.3' ],
    'single.test'  => ['127.0.0.2'],
);

my @told = qw(Connected ConnectError);

# Who answers, how long it took, and what the client was told.
sub attempt {
    my (%param) = @_;
    my ($listener, $port) = listening_at(delete $param{port} // 0);
    my $begin = time;
    client(
        $port,
        callbacks_of(
            \@told,
            Connected =>
                sub { note_down('to', inet_ntoa_of($_[ARG1])); $_[KERNEL]->yield('shutdown') },
            ConnectError => sub { note_down($_[HEAP]{server} ? 'has a wheel' : 'has none') },
        ),
        %param
    );
    my $log = run_log();
    return ($port, time - $begin, $log);
}

sub listening_at {
    my ($port) = @_;
    socket my $socket, AF_INET, SOCK_STREAM, 0             or die "socket: $!";
    bind $socket, pack_sockaddr_in($port, INADDR_LOOPBACK) or die "bind: $!";
    listen $socket, 5                                      or die "listen: $!";
    return ($socket, port_of(getsockname $socket));
}

# A port of ::1 at which nobody accepts, and what fills its queue.
sub full_queue {
    socket my $listener, AF_INET6, SOCK_STREAM, 0                    or return;
    setsockopt $listener, IPPROTO_IPV6, IPV6_V6ONLY, 1               or return;
    bind $listener, pack_sockaddr_in6(0, inet_pton(AF_INET6, '::1')) or return;
    listen $listener, 0                                              or return;
    my @waiting = $listener;
    for (1 .. 3) {
        socket my $socket, AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0 or return;
        connect $socket, getsockname $listener;
        push @waiting, $socket;
    }
    return (port_of(getsockname $listener), @waiting);
}

sub inet_ntoa_of { return inet_ntop(length $_[0] == 4 ? AF_INET : AF_INET6, $_[0]) }

SKIP: {
    skip 'no network to lose things in', 4 if !$has_hole;
    my (undef, $seconds, $log) = attempt(RemoteAddress => 'hole.test', Domain => 'dual');
    is $log->[1], 'to 127.0.0.1', 'an address that says nothing is not waited for';
    cmp_ok $seconds, '>=', 0.25, 'for more than the delay';
    (undef, $seconds, $log)
        = attempt(RemoteAddress => 'hole.test', Domain => 'dual', AttemptDelay => scaled(1));
    is $log->[1], 'to 127.0.0.1', 'nor with another delay';
    cmp_ok $seconds, '>=', scaled(1), 'which is heeded';
}

SKIP: {
    my ($first_port, @waiting) = full_queue() or skip 'no IPv6 here', 1;
    my (undef, undef, $log)
        = attempt(RemoteAddress => 'full.test', Domain => 'dual', port => $first_port);
    is $log->[1], 'to 127.0.0.1', 'an address that takes no more connections is not waited for';
}

my ($port, $seconds, $log) = attempt(RemoteAddress => 'refused.test', AttemptDelay => 30);
is $log->[1], 'to 127.0.0.1', 'after one that refuses comes the next';
cmp_ok $seconds, '<', 20, 'at once';

my $refused = do { local $! = ECONNREFUSED; "$!" };
(undef, undef, $log) = attempt(RemoteAddress => 'nobody.test', RemotePort => 9);
is_deeply [ map {s/ \d+\z//r} @$log ],
    [
    "ConnectError connect ${\ ECONNREFUSED()} 127.0.0.2: $refused; 127.0.0.3: $refused",
    'has a wheel'
    ],
    'all failures are one error';
(undef, undef, $log) = attempt(RemoteAddress => 'single.test', RemotePort => 9);
is_deeply [ map {s/ \d+\z//r} @$log ],
    [ "ConnectError connect ${\ ECONNREFUSED()} $refused", 'has a wheel' ],
    'a single one is as it was';


done_testing;
