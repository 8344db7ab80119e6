use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EADDRINUSE EADDRNOTAVAIL EAGAIN ECONNREFUSED EINVAL ENOENT ENOTCONN);
use POE   qw(Wheel::SocketFactory);
use Socket;

# The failure event of a wheel with these parameters: { args, name (getsockname), at_once,
# warnings }.
sub failure_of {
    my @parameters = @_;
    my %seen;
    play(
        _start => sub {
            my $heap = $_[HEAP];
            $seen{warnings} = [
                warnings_of(sub {
                    $heap->{wheel} = POE::Wheel::SocketFactory->new(
                        SuccessEvent => 'made',
                        FailureEvent => 'failed', @parameters
                    );
                }) ];
            $seen{at_once} = exists $seen{args};
        },
        made   => sub { $seen{made} = 1; %{ $_[HEAP] } = () },
        failed => sub {
            my $wheel = $_[HEAP]{wheel};
            $seen{args} = [ @_[ ARG0 .. $#_ ] ];
            $seen{name} = $wheel->getsockname;
            eval { $wheel->event(SuccessEvent => 'made') };
            $seen{event_dies} = $@;
            $seen{right_id}   = $_[ARG3] == $wheel->ID;
            $seen{pauses}     = $wheel->pause_accept || $wheel->resume_accept;
            %{ $_[HEAP] } = ();
        },
    );
    return \%seen;
}

sub fails {
    my ($name, $operation, $errno, @parameters) = @_;
    my $seen = failure_of(@parameters);
    my ($got_operation, $number, $message) = @{ $seen->{args} || [] };
    is_deeply [ $got_operation, $number ], [ $operation, $errno ], $name or diag explain $seen;
    return $seen;
}

# What a system says of a protocol that it does not know: nothing, or that it has no list.
my $unknown = do { $! = 0; my $none = getprotobyname 'no-such-protocol'; $! + 0 };

my %net = (RemoteAddress => '127.0.0.1', RemotePort => 9);

sub free_port {
    socket my $probe, AF_INET, SOCK_STREAM, 0         or die $!;
    bind $probe, pack_sockaddr_in(0, INADDR_LOOPBACK) or die $!;
    return (unpack_sockaddr_in(getsockname $probe))[0];
}

subtest 'the arguments' => sub {
    my $port    = free_port();
    my $seen    = fails('refused', 'connect', ECONNREFUSED, %net, RemotePort => $port);
    my $message = $seen->{args}[2];
    is scalar @{ $seen->{args} }, 4, 'four';
    is $message + 0, ECONNREFUSED, 'the message is a number too';
    is "$message", do { local $! = ECONNREFUSED; "$!" }, 'as text';
    ok $seen->{right_id}, 'the ID of the wheel';
    ok !$seen->{at_once}, 'never within new()';
    like $seen->{event_dies}, qr/\APOE developer error - no state defined at /,
        'there is nothing more to wait for';
    ok !$seen->{pauses}, 'nor to pause';
};

subtest 'before there is a socket' => sub {
    for my $domain (99, 'inet') {
        my $seen = fails("domain $domain", 'domain', 0, SocketDomain => $domain);
        is $seen->{args}[2], "SocketDomain $domain is currently unsupported on this platform";
        is $seen->{name}, undef, 'no name';
        ok !$seen->{at_once}, 'told later';
    }
    fails 'unknown protocol', 'getprotobyname', $unknown, SocketProtocol      => 'no-such-protocol';
    fails 'empty protocol', 'getprotobyname', $unknown, SocketProtocol        => '';
    fails 'a number that is none', 'getprotobyname', $unknown, SocketProtocol => '6.0';
    is failure_of(SocketProtocol => 253)->{args}[0], 'getprotobynumber', 'unknown number';
    is fails('impossible type', 'socket', EINVAL, SocketType => 99)->{name}, undef, 'no name';
    my $stream_over_udp = failure_of(SocketProtocol => 'udp', SocketType => SOCK_STREAM);
    is $stream_over_udp->{args}[0], 'socket', 'type and protocol that do not fit';
};

subtest 'the first step that fails ends it' => sub {
    fails 'domain before port', 'domain', 0, SocketDomain => 99, RemoteAddress => '127.0.0.1';
    fails 'protocol before port', 'getprotobyname', $unknown,
        SocketProtocol => 'x', RemoteAddress => '127.0.0.1';
    fails 'bind before connect', 'inet_aton', EADDRNOTAVAIL, %net, BindAddress => '300.1.1.1';
};

subtest 'addresses and ports' => sub {
    my @lost = (EADDRNOTAVAIL);
    fails 'remote address', 'inet_aton', @lost, %net, RemoteAddress       => '300.1.1.1';
    fails 'empty remote address', 'inet_aton', @lost, %net, RemoteAddress => '';
    fails 'remote port', 'getservbyname', @lost, %net, RemotePort         => 'no-such-service';
    fails 'both: port first', 'getservbyname', @lost,
        RemoteAddress => '300.1.1.1', RemotePort => 'no-such-service';
    fails 'negative port', 'getservbyname', @lost, %net, RemotePort => -5;
    my $seen = fails 'own address', 'inet_aton', @lost, BindAddress => '300.1.1.1';
    is unpack('S', $seen->{name}), AF_INET, 'the socket is there, with an empty name';
    fails 'own port', 'getservbyname', @lost, BindPort => 'no-such-service';
    fails 'both: address first', 'inet_aton', @lost,
        BindAddress => '300.1.1.1', BindPort => 'no-such-service';
    fails 'not our address', 'bind', @lost, BindAddress => '192.0.2.1';
    fails 'a service of the other protocol', 'getservbyname', @lost, BindPort => 'bootps'
        if getservbyname 'bootps', 'udp' and !getservbyname 'bootps', 'tcp';
};

subtest 'IPv6 addresses' => sub {
    my @inet6 = (SocketDomain => AF_INET6);
    plan skip_all => 'no IPv6 here' unless socket my $probe, AF_INET6, SOCK_STREAM, 0;
    my $seen = fails 'no IPv6 address', 'getaddrinfo', EADDRNOTAVAIL, @inet6, %net,
        RemoteAddress => '127.0.0.1';
    is scalar @{ $seen->{warnings} }, 1, 'and a warning of what the resolver says';
    fails 'port', 'getservbyname', EADDRNOTAVAIL, @inet6, %net, RemotePort => 'no-such-service';
    fails 'own address', 'getaddrinfo', EADDRNOTAVAIL, @inet6, BindAddress => '1.2.3.4.5';
    fails 'own port', 'getservbyname', EADDRNOTAVAIL, @inet6, BindPort     => 'no-such-service';
};

subtest 'Unix sockets' => sub {
    my @unix = (SocketDomain => AF_UNIX);
    my $name = "\0poe-failure-$$";
    socket my $taken, AF_UNIX, SOCK_STREAM, 0 or die $!;
    bind $taken, pack_sockaddr_un($name)      or die $!;
    my $seen = fails 'in use', 'bind', EADDRINUSE, @unix, BindAddress => $name;
    is length $seen->{name}, 2, 'a family and no more';
    fails 'nobody listens', 'connect', ECONNREFUSED, @unix, RemoteAddress => $name;
    fails 'not there', 'connect', ENOENT, @unix, RemoteAddress            => "/no/such/$$";
    fails 'nothing to listen on', 'listen', EINVAL, @unix;
    fails 'a remote port is no good', 'bind', EADDRINUSE, @unix,
        BindAddress => "\0poe-other-$$", RemotePort => 4;
};

subtest 'a listener that is full' => sub {
    my $name = "\0poe-full-$$";
    socket my $listener, AF_UNIX, SOCK_STREAM, 0 or die $!;
    bind $listener, pack_sockaddr_un($name)      or die $!;
    listen $listener, 1;
    my @clients = map {
        socket my $client, AF_UNIX, SOCK_STREAM, 0 or die $!;
        connect $client, pack_sockaddr_un($name)   or die $!;
        $client;
    } 1 .. 2;
    my @told = is_upstream() ? (getpeername => ENOTCONN) : (connect => EAGAIN);
    fails 'is connected to in vain', @told, SocketDomain => AF_UNIX, RemoteAddress => $name;
};

subtest 'an address in use' => sub {
    socket my $taken, AF_INET, SOCK_STREAM, 0         or die $!;
    bind $taken, pack_sockaddr_in(0, INADDR_LOOPBACK) or die $!;
    listen $taken, 1;
    my ($port) = unpack_sockaddr_in(getsockname $taken);
    fails 'in use', 'bind', EADDRINUSE, BindAddress => '127.0.0.1', BindPort => $port,
        Reuse                                       => 'on';
};

done_testing;
