use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EADDRNOTAVAIL);
use POE   qw(Component::Client::TCP Component::Server::TCP Wheel::SocketFactory);
use Socket;

plan skip_all => 'POE 1.370 takes the lower bits' if is_upstream();

# A number above 65535 is no port. What packs an address would use its lower bits.
socket my $listener, AF_INET, SOCK_STREAM, 0         or die $!;
bind $listener, pack_sockaddr_in(0, INADDR_LOOPBACK) or die $!;
listen $listener, 5                                  or die $!;
my $port  = (unpack_sockaddr_in(getsockname $listener))[0];
my @loop4 = (SocketDomain => AF_INET);
my @loop6 = (SocketDomain => AF_INET6);
my @lost  = ('getservbyname', EADDRNOTAVAIL);

sub told_by_wheel {
    my @parameters = @_;
    my @told;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(
                SuccessEvent => 'made',
                FailureEvent => 'failed', @parameters
            );
            @told = ('is bound') if $_[HEAP]{wheel}[ POE::Wheel::SocketFactory::MY_STATE_ACCEPT() ];
            delete $_[HEAP]{wheel} if @told;
        },
        made   => sub { @told = ('made');                 delete $_[HEAP]{wheel} },
        failed => sub { @told = ($_[ARG0], $_[ARG1] + 0); delete $_[HEAP]{wheel} },
    );
    return \@told;
}

for my $beyond ($port + 65_536, 65_536, $port + 2**32, '18446744073709551615') {
    my %case = (
        'to connect'       => [ @loop4, RemoteAddress => '127.0.0.1', RemotePort => $beyond ],
        'to bind'          => [ @loop4, BindAddress   => '127.0.0.1', BindPort   => $beyond ],
        'to bind anywhere' => [ @loop4, BindPort      => $beyond ],
        'to send to'       =>
            [ SocketProtocol => 'udp', RemoteAddress => '127.0.0.1', RemotePort => $beyond ],
        'to connect from' => [
            RemoteAddress => '127.0.0.1', RemotePort => $port,
            BindAddress   => '127.0.0.1', BindPort   => $beyond
        ],
    );
    if (socket my $probe, AF_INET6, SOCK_STREAM, 0) {
        $case{'to connect, IPv6'} = [ @loop6, RemoteAddress => '::1', RemotePort => $beyond ];
        $case{'to bind, IPv6'}    = [ @loop6, BindAddress   => '::1', BindPort   => $beyond ];
    }
    is_deeply told_by_wheel(@{ $case{$_} }), \@lost, "$beyond $_" for sort keys %case;
}

subtest 'components stand on it' => sub {
    my (@told, %how);
    @how{qw(plain dual placed shared)} = (
        [],
        [ Domain    => 'dual' ],
        [ Domain    => 'dual', Address => '127.0.0.1' ],
        [ ReusePort => 1 ]);
    for my $how (sort keys %how) {
        POE::Component::Server::TCP->new(
            @{ $how{$how} },
            Port        => 65_536 + $port,
            ClientInput => sub { },
            Error       =>
                sub { push @told, "$how $_[ARG0] " . ($_[ARG1] + 0); delete $_[HEAP]{listener} },
        );
    }
    POE::Component::Client::TCP->new(
        RemoteAddress => '127.0.0.1',
        RemotePort    => 65_536 + $port,
        ConnectError  => sub { push @told, "client $_[ARG0] " . ($_[ARG1] + 0) },
        Connected     => sub { push @told, 'connected'; $_[KERNEL]->yield('shutdown') },
        ServerInput   => sub { },
    );
    POE::Kernel->run;
    is_deeply [ sort @told ], [ map {"$_ @lost"} qw(client dual placed plain shared) ];
};

done_testing;
