use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use Errno      qw(EADDRINUSE);
use POETest;
use TcpStage;
use Test::More;

use POE;
use Socket qw(:DEFAULT inet_pton);

# Servers and clients over IPv4, IPv6 and sockets of the machine.

my $has_ipv6 = has_ipv6();
my $folder   = tempdir(CLEANUP => 1);

sub has_ipv6 {
    socket my $probe, AF_INET6, SOCK_STREAM, 0 or return;
    return bind $probe, pack_sockaddr_in6(0, inet_pton(AF_INET6, '::1'));
}

# What a server knows of its client, which says hello and reads the answer.
sub talk {
    my ($server, $client) = @_;
    my ($known, $answer);
    my $port = serve(
        @$server,
        ClientInput => sub {
            $known = join ' ', map { $_ // 'undef' } @{ $_[HEAP] }{qw(remote_ip remote_port)};
            $_[HEAP]{client}->put("you said $_[ARG0]");
            $_[KERNEL]->yield('shutdown');
        },
        ClientDisconnected => \&end_server,
        Error              => sub { note_down('Error', @_[ ARG0 .. ARG2 ]); end_server() },
    );
    client(
        $port // 9, @$client,
        Connected    => sub { $_[HEAP]{server}->put('hello') },
        ServerInput  => sub { $answer = $_[ARG0] },
        ConnectError => sub { note_down('ConnectError', @_[ ARG0, ARG1, ARG2 ]); end_server() },
    );
    my @log = @{ run_log() };
    return @log ? $log[0] : $known =~ s/ \d+\z/ PORT/r . " $answer";
}

is talk([], []), '127.0.0.1 PORT you said hello', 'IPv4';
SKIP: {
    skip 'this system does not know localhost', 1 if !defined inet_aton('localhost');
    is talk([ Address => undef, Hostname => 'localhost' ], []), '127.0.0.1 PORT you said hello',
        'by name';
}
is talk([ Address => INADDR_LOOPBACK ], []), '127.0.0.1 PORT you said hello', 'packed';
is talk([], [ RemoteAddress => undef ]), '127.0.0.1 PORT you said hello', 'no address';
is talk([], [ BindAddress => '127.0.0.2' ]), '127.0.0.2 PORT you said hello',
    'from another address';

is talk(
    [ Domain => AF_UNIX, Address       => "$folder/one" ],
    [ Domain => AF_UNIX, RemoteAddress => "$folder/one", RemotePort => undef ]
    ),
    'LOCAL undef you said hello', 'a socket of the machine';
ok -S "$folder/one", 'its file stays';

SKIP: {
    skip 'no IPv6 here', 1 if !$has_ipv6;
    my @v6 = (Domain => AF_INET6);
    my $ip = is_upstream() ? 'undef' : '::1';
    is talk([ @v6, Address => '::1' ], [ @v6, RemoteAddress => '::1' ]),
        "$ip PORT you said hello", 'IPv6';
}

if (!is_upstream()) {
    is talk([], [ RemoteAddress => INADDR_LOOPBACK ]), '127.0.0.1 PORT you said hello',
        'packed, for the client';

    subtest 'a file that nobody listens on any more' => sub {
        my @unix   = (Domain => AF_UNIX, Address       => "$folder/one");
        my @client = (Domain => AF_UNIX, RemoteAddress => "$folder/one", RemotePort => undef);
        like talk(\@unix, \@client), qr/\AError bind/, 'is in the way';
        is talk([ @unix, UnlinkSocket => 1 ], \@client), 'LOCAL undef you said hello',
            'but not for UnlinkSocket';
        ok !-e "$folder/one", 'which tidies up behind itself, too';
        open my $out, '>', "$folder/one" or die $!;
        close $out;
        like talk([ @unix, UnlinkSocket => 1 ], \@client), qr/\AError bind/,
            'a plain file is left alone';
        ok -f "$folder/one";
    };

    subtest 'a file that somebody listens on' => sub {
        socket my $other, AF_UNIX, SOCK_STREAM, 0    or die $!;
        bind $other, pack_sockaddr_un("$folder/two") or die $!;
        listen $other, 5                             or die $!;
        my @param = (Domain => AF_UNIX, Address => "$folder/two", UnlinkSocket => 1);
        serve(@param, callbacks_of(['Error'], Error => \&end_server));
        like run_log()->[0], qr/\AError bind/, 'is not taken over';
        ok -S "$folder/two", 'and stays';
    };

    subtest 'a file that was replaced' => sub {
        serve(Domain => AF_UNIX, Address => "$folder/three", UnlinkSocket => 1);
        unlink "$folder/three";
        open my $out, '>', "$folder/three" or die $!;
        end_server();
        run_log();
        ok -e "$folder/three", 'stays';
    };

    subtest 'both families' => sub {
        plan skip_all => 'no IPv6 here' if !$has_ipv6;
        my @dual = (Domain         => 'dual');
        my @any  = (@dual, Address => undef);
        is talk(\@any, []), '127.0.0.1 PORT you said hello', 'IPv4 on a socket for both';
        is talk(\@any, [ Domain => AF_INET6, RemoteAddress => '::1' ]),
            '::1 PORT you said hello', 'IPv6 on it';
        is talk([ @dual, Address => '::1' ], [ @dual, RemoteAddress => '::1' ]),
            '::1 PORT you said hello', 'an address of one';
        is talk([ @dual, Address => '127.0.0.1' ], [ @dual, RemoteAddress => '127.0.0.1' ]),
            '127.0.0.1 PORT you said hello', 'an address of the other';
        like talk([ @dual, Address => 'nosuch.invalid' ], []), qr/\AError getaddrinfo/,
            'no address';
        like talk([], [ @dual, RemoteAddress => 'nosuch.invalid' ]),
            qr/\AConnectError getaddrinfo/, 'no remote address';
    };

    # A name with an address of each family, IPv6 first.
    my $both = sub {
        my (undef, $service, $hints) = @_;
        return ('', map { (Socket::getaddrinfo($_, $service, $hints))[1] } '::1', '127.0.0.1');
    };

    subtest 'a server under a name that has both' => sub {
        plan skip_all => 'no IPv6 here' if !$has_ipv6;
        no warnings qw(once redefine);
        local *POE::Component::Server::TCP::Socket::getaddrinfo = $both;
        my @names;
        my $port = serve(
            Domain          => 'dual',
            Address         => 'both.example',
            Concurrency     => 1,
            Started         => sub { @names = $_[HEAP]{listener}->getsocknames },
            ClientConnected => sub {
                note_down($_[HEAP]{remote_ip});
                $_[KERNEL]->yield('shutdown');
            },
        );
        is_deeply [ map { port_of($_) } @names ], [ $port, $port ], 'listens on one port of each';
        my @v6 = (Domain => AF_INET6, RemoteAddress => '::1');
        client($port, Disconnected => sub { client($port, @v6, Disconnected => \&end_server) });
        is_deeply run_log(), [ '127.0.0.1', '::1' ], 'pausing and resuming both';
    };

    subtest 'a port that another program has in one family' => sub {
        plan skip_all => 'no IPv6 here' if !$has_ipv6;
        no warnings qw(once redefine);
        my ($tries, $taken);
        my $open = \&POE::Component::Server::TCP::Socket::_open;
        local *POE::Component::Server::TCP::Socket::getaddrinfo = $both;
        local *POE::Component::Server::TCP::Socket::_open       = sub {
            my ($where, $family) = @_;
            return $open->(@_) if $family == AF_INET6 or ++$tries > $taken;
            return (undef, bind => 0 + EADDRINUSE, 'taken');
        };
        my @dual = (Domain => 'dual', Address => 'both.example');
        my @names;
        my $started = sub { @names = $_[HEAP]{listener}->getsocknames; end_server() };
        ($tries, $taken) = (0, 3);
        my $port = serve(@dual, Started => $started);
        is_deeply run_log(), [];
        is $tries, 4, 'makes a server ask for another';
        is_deeply [ map { port_of($_) } @names ], [ $port, $port ];

        for my $asked (0, $port) {
            ($tries, $taken) = (0, 1000);
            POE::Component::Server::TCP->new(
                @dual,
                Port        => $asked,
                ClientInput => sub { },
                Error       => sub { note_down(@_[ ARG0, ARG1 ]) });
            is_deeply run_log(), [ 'bind ' . (0 + EADDRINUSE) ], 'not for ever';
            is $tries, $asked ? 1 : 20, $asked ? 'not where it is to be that one' : ();
        }
    };

    subtest 'a client of a name that has both' => sub {
        plan skip_all => 'no IPv6 here' if !$has_ipv6;
        no warnings qw(once redefine);
        require POE::XS::Resolver;
        local *POE::XS::Resolver::Literal::addresses = sub {
            my ($error, @found) = $both->(undef, undef, { socktype => SOCK_STREAM });
            return (undef, @found);
        };
        is talk([], [ Domain => 'dual', RemoteAddress => 'both.example' ]),
            '127.0.0.1 PORT you said hello', 'tries one after the other';
        my ($listener, $port) = listener();
        close $listener;
        client(
            $port, Domain => 'dual', RemoteAddress => 'both.example',
            callbacks_of(['ConnectError']));
        my @log = @{ run_log() };
        is @log, 1, 'and is told of the last failure only';
        like $log[0], qr/\AConnectError connect/;
    };
}

done_testing;
