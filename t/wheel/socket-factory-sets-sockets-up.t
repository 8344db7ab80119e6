use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE    qw(Wheel::SocketFactory);
use Socket qw(:DEFAULT IPPROTO_TCP IPPROTO_UDP inet_pton unpack_sockaddr_in6);

# Makes a wheel within a session and gives it to the code.
sub with_wheel {
    my ($code, @parameters) = @_;
    play(
        _start => sub {
            my $wheel = POE::Wheel::SocketFactory->new(
                SuccessEvent => 'made', FailureEvent => 'failed',
                @parameters
            );
            $code->($wheel);
            undef $wheel;
            return;
        },
        made   => sub { },
        failed => sub { },
    );
    return;
}

sub slot {
    my ($wheel, $name) = @_;
    return $wheel->[ POE::Wheel::SocketFactory->can($name)->() ];
}

sub option {
    my ($option, @parameters) = @_;
    my $value;
    with_wheel(
        sub { $value = unpack 'i', getsockopt slot($_[0], 'MY_SOCKET_HANDLE'), SOL_SOCKET, $option }
        ,
        @parameters
    );
    return $value;
}

sub name_of {
    my @parameters = @_;
    my $name;
    with_wheel(sub { $name = $_[0]->getsockname }, @parameters);
    return $name;
}

subtest 'the object is an array with known places' => sub {
    with_wheel(sub {
        my ($wheel) = @_;
        my $id = $wheel->ID;
        is scalar @$wheel, 13, 'length';
        is ref $wheel->[0], 'GLOB', 'socket';
        is_deeply [ @$wheel[ 1 .. 12 ] ],
            [
            $id, 'made', 'failed', AF_INET, "POE::Wheel::SocketFactory($id) -> select accept",
            undef, undef, undef, IPPROTO_TCP, SOCK_STREAM, undef, 'yes'
            ];
    });
    my @names = qw(
        MY_SOCKET_HANDLE MY_UNIQUE_ID MY_EVENT_SUCCESS MY_EVENT_FAILURE MY_SOCKET_DOMAIN
        MY_STATE_ACCEPT MY_STATE_CONNECT MY_MINE_SUCCESS MY_MINE_FAILURE MY_SOCKET_PROTOCOL
        MY_SOCKET_TYPE MY_STATE_ERROR MY_SOCKET_SELECTED
    );
    is_deeply [ map { POE::Wheel::SocketFactory->can($_)->() } @names ], [ 0 .. 12 ], 'by name';
};

subtest 'types and protocols' => sub {
    my %want = (
        'nothing'    => [ [], SOCK_STREAM, IPPROTO_TCP ],
        'tcp'        => [ [ SocketProtocol => 'tcp' ], SOCK_STREAM, IPPROTO_TCP ],
        '6'          => [ [ SocketProtocol => 6 ], SOCK_STREAM, IPPROTO_TCP ],
        'udp'        => [ [ SocketProtocol => 'udp' ], SOCK_DGRAM, IPPROTO_UDP ],
        'UDP'        => [ [ SocketProtocol => 'UDP' ], SOCK_DGRAM, IPPROTO_UDP ],
        '17'         => [ [ SocketProtocol => 17 ], SOCK_DGRAM, IPPROTO_UDP ],
        'undef'      => [ [ SocketProtocol => undef ], SOCK_STREAM, IPPROTO_TCP ],
        'Unix'       => [ [ SocketDomain   => AF_UNIX ], SOCK_STREAM, PF_UNSPEC ],
        'Unix dgram' =>
            [ [ SocketDomain => AF_UNIX, SocketType => SOCK_DGRAM ], SOCK_DGRAM, PF_UNSPEC ],
    );
    for my $name (sort keys %want) {
        my ($parameters, $type, $protocol) = @{ $want{$name} };
        with_wheel(
            sub {
                is_deeply [ map { slot($_[0], $_) } qw(MY_SOCKET_TYPE MY_SOCKET_PROTOCOL) ],
                    [ $type, $protocol ], "given: $name";
            },
            @$parameters
        );
        is option(SO_TYPE, @$parameters), $type, "$name: the system agrees";
    }
};

subtest 'Reuse' => sub {
    for my $on ('yes', 'YES', 'on', 'On', 1, '1e0', '0.0', '00', '0x', 'abc1') {
        is option(SO_REUSEADDR, Reuse => $on), 1, "'$on' turns it on";
    }
    for my $off (undef, '', 0, 'no', 'true') {
        is option(SO_REUSEADDR, Reuse => $off), 0,
            defined $off ? "'$off' does not" : 'undef does not';
    }
};

subtest 'where it is bound' => sub {
    my $ip_of = sub { return (unpack_sockaddr_in(name_of(@_)))[1] };
    is $ip_of->(), INADDR_ANY, 'nowhere in particular';
    is $ip_of->(BindPort    => undef), INADDR_ANY, 'undef is nothing';
    is $ip_of->(BindPort    => ''), INADDR_ANY, 'an empty port is 0';
    is $ip_of->(BindAddress => '127.0.0.1'), INADDR_LOOPBACK, 'an address';
    is $ip_of->(BindAddress => '127.1'), INADDR_LOOPBACK, 'a short one';
    is $ip_of->(BindAddress => 'localhost'), INADDR_LOOPBACK, 'a name' if inet_aton('localhost');
    is $ip_of->(BindAddress => INADDR_LOOPBACK), INADDR_LOOPBACK, 'a packed one';
    socket my $probe, AF_INET, SOCK_STREAM, 0         or die $!;
    bind $probe, pack_sockaddr_in(0, INADDR_LOOPBACK) or die $!;
    my ($port) = unpack_sockaddr_in(getsockname $probe);
    close $probe;
    is_deeply [ unpack_sockaddr_in(name_of(BindAddress => '127.0.0.1', BindPort => $port)) ],
        [ $port, INADDR_LOOPBACK ], 'a port';
};

sub has_ipv6 {
    socket my $probe, AF_INET6, SOCK_STREAM, 0 or return 0;
    return bind $probe, Socket::pack_sockaddr_in6(0, Socket::IN6ADDR_LOOPBACK());
}

subtest 'where it is bound, IPv6' => sub {
    plan skip_all => 'no IPv6 here' if !has_ipv6();
    my $ip_of = sub { return (unpack_sockaddr_in6(name_of(SocketDomain => AF_INET6, @_)))[1] };
    my $any   = "\0" x 16;
    is $ip_of->(), $any, 'nowhere in particular';
    is $ip_of->(BindPort    => 0), $any, 'only a port';
    is $ip_of->(BindAddress => $_), $any, 'written as ' . (length $_ == 16 ? 'zeros' : "'$_'")
        for '::', $any;
    my $loopback = inet_pton(AF_INET6, '::1');
    is $ip_of->(BindAddress => '::1'), $loopback, 'an address';
    is $ip_of->(BindAddress => ''), $loopback, 'an empty one';
};

subtest 'a remote address may be packed' => sub {
    plan skip_all => 'not in POE' if is_upstream();
    socket my $listener, AF_INET, SOCK_STREAM, 0         or die $!;
    bind $listener, pack_sockaddr_in(0, INADDR_LOOPBACK) or die $!;
    listen $listener, 1;
    my @got;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(
                RemoteAddress => INADDR_LOOPBACK,
                RemotePort    => (unpack_sockaddr_in(getsockname $listener))[0],
                SuccessEvent  => 'made', FailureEvent => 'failed'
            );
        },
        made   => sub { @got = ('made', $_[ARG1]); %{ $_[HEAP] } = () },
        failed => sub { @got = 'failed';           %{ $_[HEAP] } = () },
    );
    is_deeply \@got, [ 'made', INADDR_LOOPBACK ];
};

subtest 'services by name' => sub {
    my ($name, undef, $port) = getservbyname 'discard', 'tcp';
    plan skip_all => 'this system knows no services' if !defined $port;
    my $got;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(
                SocketProtocol => 'udp', RemoteAddress => '127.0.0.1', RemotePort => 'discard',
                SuccessEvent   => 'made', FailureEvent => 'failed'
            );
        },
        made   => sub { $got          = $_[ARG2]; %{ $_[HEAP] } = () },
        failed => sub { %{ $_[HEAP] } = () },
    );
    is $got, $port;
};

subtest 'the queue of a listener' => sub {
    for my $queue (undef, 0, 1, 5) {
        my $listens;
        with_wheel(
            sub {
                $listens = unpack 'i', getsockopt slot($_[0], 'MY_SOCKET_HANDLE'), SOL_SOCKET,
                    SO_ACCEPTCONN;
            },
            ListenQueue => $queue
        );
        is $listens, 1, 'listens with ' . ($queue // 'undef');
    }
};

done_testing;
