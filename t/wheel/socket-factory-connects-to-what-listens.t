use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Fcntl      qw(F_GETFL O_NONBLOCK);
use File::Temp qw(tempdir);
use POE        qw(Wheel::SocketFactory);
use Socket     qw(:DEFAULT unpack_sockaddr_in6);

my $folder = tempdir(CLEANUP => 1);

sub blocks { return !(fcntl($_[0], F_GETFL, 0) & O_NONBLOCK) }

# A server and a client made of two wheels: { accepted => [args], connected => [args], ... }. The
# client's parameters come from code that gets the server's address.
sub meet {
    my ($server, $client_of) = @_;
    my %seen;
    my $note = sub {
        my ($what, $heap, @args) = @_;
        $seen{$what} = \@args;
        $seen{blocks}{$what} = blocks($args[0]);
        return unless $seen{accepted} and $seen{connected};
        syswrite $seen{connected}[0], 'said';
        sysread $seen{accepted}[0], $seen{heard}, 100;
        %$heap = ();
    };
    play(
        _start => sub {
            my $heap = $_[HEAP];
            $heap->{server} = POE::Wheel::SocketFactory->new(
                SuccessEvent => 'accepted',
                FailureEvent => 'failed', @$server
            );
            $heap->{client} = POE::Wheel::SocketFactory->new(
                SuccessEvent => 'connected', FailureEvent => 'failed',
                $client_of->($heap->{server}->getsockname));
            $seen{ids} = [ map { $_->ID } @$heap{qw(server client)} ];
        },
        accepted  => sub { $note->(accepted => $_[HEAP], @_[ ARG0 .. $#_ ]) },
        connected => sub {
            $seen{same} = $_[HEAP]{client}[POE::Wheel::SocketFactory::MY_SOCKET_HANDLE] == $_[ARG0];
            $note->(connected => $_[HEAP], @_[ ARG0 .. $#_ ]);
        },
        failed => sub { $seen{failure} = "@_[ ARG0 .. ARG2 ]"; %{ $_[HEAP] } = () },
    );
    return \%seen;
}

sub is_a_meeting {
    my ($seen) = @_;
    is $seen->{failure}, undef, 'nothing failed';
    is $seen->{heard}, 'said', 'they are connected to each other';
    is scalar @{ $seen->{$_} }, 4, "$_: four arguments" for qw(accepted connected);
    is_deeply [ map { $seen->{$_}[3] } qw(accepted connected) ], $seen->{ids}, 'the wheels by ID';
    is ref $seen->{accepted}[0], 'GLOB', 'a new glob';
    ok $seen->{same}, "the client's socket is that of its wheel";
    ok $seen->{blocks}{accepted}, 'the accepted socket blocks until it is watched';
    ok !$seen->{blocks}{connected}, 'the connected one does not';
    return;
}

subtest 'IPv4' => sub {
    my $seen = meet(
        [ BindAddress => '127.0.0.1', BindPort => 0 ],
        sub {
            return (RemoteAddress => '127.0.0.1', RemotePort => (unpack_sockaddr_in($_[0]))[0]);
        });
    is_a_meeting($seen);
    my ($port, $ip) = unpack_sockaddr_in(getsockname $seen->{connected}[0]);
    is_deeply [ @{ $seen->{accepted} }[ 1, 2 ] ], [ $ip, $port ], 'packed address and port';
    ($port, $ip) = unpack_sockaddr_in(getsockname $seen->{accepted}[0]);
    is_deeply [ @{ $seen->{connected} }[ 1, 2 ] ], [ $ip, $port ], 'the same of the other end';
    is length $ip, 4, 'four bytes';
};

sub has_ipv6 {
    socket my $probe, AF_INET6, SOCK_STREAM, 0 or return 0;
    return bind $probe, Socket::pack_sockaddr_in6(0, Socket::IN6ADDR_LOOPBACK());
}

subtest 'IPv6' => sub {
    plan skip_all => 'no IPv6 here' if !has_ipv6();
    my @inet6 = (SocketDomain => AF_INET6);
    my $seen  = meet(
        [ @inet6, BindAddress => '::1' ],
        sub {
            return (@inet6, RemoteAddress => '::1', RemotePort => (unpack_sockaddr_in6($_[0]))[0]);
        });
    is_a_meeting($seen);
    my ($port, $ip) = unpack_sockaddr_in6(getsockname $seen->{connected}[0]);
    is_deeply [ @{ $seen->{accepted} }[ 1, 2 ] ], [ $ip, $port ], 'packed address and port';
    is length $ip, 16, 'sixteen bytes';
};

subtest 'Unix, by path' => sub {
    my @unix = (SocketDomain => AF_UNIX);
    my $path = "$folder/socket";
    my $seen
        = meet([ @unix, BindAddress => $path ], sub { return (@unix, RemoteAddress => $path) });
    is_a_meeting($seen);
    is_deeply [ @{ $seen->{accepted} }[ 1, 2 ] ], [ '', undef ], 'the client has no name';
    is_deeply [ @{ $seen->{connected} }[ 1, 2 ] ], [ $path, undef ], 'the server has';
    ok -S $path, 'the path stays behind';
};

subtest 'Unix, the client has a path too' => sub {
    my @unix = (SocketDomain => AF_UNIX);
    my ($path, $own) = ("$folder/server", "$folder/client");
    my $seen = meet(
        [ @unix, BindAddress => $path ],
        sub { return (@unix, RemoteAddress => $path, BindAddress => $own) });
    is_a_meeting($seen);
    is $seen->{accepted}[1], $own, 'and the server is told';
};

subtest 'Unix, by an abstract name' => sub {
    plan skip_all => 'abstract names are of Linux' if $^O ne 'linux';
    my @unix = (SocketDomain => PF_UNIX);
    my $name = "\0poe-test-$$";
    my $seen
        = meet([ @unix, BindAddress => $name ], sub { return (@unix, RemoteAddress => $name) });
    is_a_meeting($seen);
    is $seen->{connected}[1], $name, 'the name as it was given';
};

subtest 'UDP with a remote end' => sub {
    my ($there, @args, $got);
    socket my $peer, AF_INET, SOCK_DGRAM, 0          or die $!;
    bind $peer, pack_sockaddr_in(0, INADDR_LOOPBACK) or die $!;
    my ($port) = unpack_sockaddr_in(getsockname $peer);
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(
                SocketProtocol => 'udp', RemoteAddress      => '127.0.0.1', RemotePort => $port,
                SuccessEvent   => 'connected', FailureEvent => 'failed'
            );
        },
        connected => sub {
            @args = @_[ ARG1, ARG2 ];
            send $_[ARG0], 'datagram', 0;
            recv $peer, $got, 100, 0;
            %{ $_[HEAP] } = ();
        },
        failed => sub { diag "@_[ ARG0 .. ARG2 ]" },
    );
    is_deeply \@args, [ INADDR_LOOPBACK, $port ], 'goes through the same event';
    is $got, 'datagram', 'send needs no address';
};

subtest 'UDP without one' => sub {
    my (@args, $sender, $at_once, $name);
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(
                SocketProtocol => 'udp', BindAddress   => '127.0.0.1',
                SuccessEvent   => 'made', FailureEvent => 'failed'
            );
            $at_once = scalar @args;
            $name    = $wheel->getsockname;
        },
        made => sub {
            @args   = @_[ ARG0 .. $#_ ];
            $sender = $_[SENDER] == $_[SESSION];
            is $args[3], $_[HEAP]{wheel}->ID, 'ID';
            %{ $_[HEAP] } = ();
        },
    );
    is $at_once, 0, 'the event is posted, not called';
    is_deeply [ @args[ 1, 2 ] ], [ undef, undef ], 'no address, no port';
    ok !blocks($args[0]), 'the socket does not block';
    is getsockname $args[0], $name, 'it is bound';
    ok $sender, 'sent by the session itself';
};

subtest 'one connection each time' => sub {
    my ($count, @order) = (0);
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(
                BindAddress  => '127.0.0.1', SuccessEvent => 'accepted',
                FailureEvent => 'failed'
            );
            for (1 .. 3) {
                socket my $client, AF_INET, SOCK_STREAM, 0 or die $!;
                connect $client, $wheel->getsockname       or die $!;
                push @{ $_[HEAP]{clients} }, $client;
            }
        },
        accepted => sub {
            push @order, 'accepted';
            $_[KERNEL]->yield('between');
            %{ $_[HEAP] } = () if ++$count == 3;
        },
        between => sub { push @order, 'other' },
    );
    is "@order", join(' ', ('accepted other') x 3), 'other events have their turn in between';
};

subtest 'the wheel keeps the socket' => sub {
    my ($open, $seen);
    play(
        _start => sub {
            my $server = $_[HEAP]{server} = POE::Wheel::SocketFactory->new(
                BindAddress  => '127.0.0.1', SuccessEvent => 'accepted',
                FailureEvent => 'failed'
            );
            $_[HEAP]{client} = POE::Wheel::SocketFactory->new(
                RemoteAddress => '127.0.0.1',
                RemotePort    => (unpack_sockaddr_in($server->getsockname))[0],
                SuccessEvent  => 'connected', FailureEvent => 'failed'
            );
        },
        accepted => sub {
            $_[HEAP]{accepted} = $_[ARG0];
            $_[KERNEL]->select_read($_[ARG0], 'readable');
        },
        connected => sub { $_[KERNEL]->delay(let_go => 0.03) },
        let_go    => sub {
            $open = defined getpeername $_[HEAP]{accepted};
            $seen = 'early' if $seen;
            delete @{ $_[HEAP] }{qw(client server)};
        },
        readable => sub {
            $seen //= sysread($_[ARG0], my $text, 1) ? 'data' : 'end';
            $_[KERNEL]->select_read($_[ARG0]);
        },
    );
    ok $open, 'the connection lasts although nobody else has the socket';
    is $seen, 'end', 'until the wheel goes';
};

done_testing;
