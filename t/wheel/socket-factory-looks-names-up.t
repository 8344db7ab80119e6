use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;

use Errno qw(EADDRNOTAVAIL ECONNREFUSED);
use POE   qw(Wheel::SocketFactory);
use Socket;

# Names of hosts, and what becomes of them.
NameServer::start('here.test' => ['127.0.0.1'], 'six.test' => ['::1'], 'host' => ['127.0.0.1']);

socket my $listener, AF_INET, SOCK_STREAM, 0         or die "socket: $!";
bind $listener, pack_sockaddr_in(0, INADDR_LOOPBACK) or die "bind: $!";
listen $listener, 5                                  or die "listen: $!";
my $port = (unpack_sockaddr_in(getsockname $listener))[0];

# What a session is told, and what it warns.
sub told {
    my (%param) = @_;
    my (@told, $id);
    my @warned = warnings_of(sub {
        play(
            _start => sub {
                $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(
                    RemotePort   => $port,
                    SuccessEvent => 'connected',
                    FailureEvent => 'failed',
                    %param
                );
                $id = $_[HEAP]{wheel}->ID;
            },
            connected => sub {
                @told = (connected => inet_ntoa($_[ARG1]), @_[ ARG2, ARG3 ]);
                delete $_[HEAP]{wheel};
            },
            failed => sub {
                @told = (failed => @_[ ARG0 .. $#_ ]);
                delete $_[HEAP]{wheel};
            },
        );
    });
    return ([@told], $id, @warned);
}

sub lost {
    my ($operation, $errno, $id) = @_;
    local $! = $errno;
    return [ failed => $operation, $errno, "$!", $id ];
}

my ($told, $id, @warned) = told(RemoteAddress => 'here.test');
is_deeply $told, [ connected => '127.0.0.1', $port, $id ], 'a name is connected to';
($told, $id) = told(RemoteAddress => 'host');
is_deeply $told, [ connected => '127.0.0.1', $port, $id ], 'one of four characters, too';
($told, $id) = told(RemoteAddress => 'localhost');
is_deeply $told, [ connected => '127.0.0.1', $port, $id ], 'and this machine';
($told, $id) = told(RemoteAddress => 'here.test', SocketProtocol => 'udp');
is_deeply $told, [ connected => '127.0.0.1', $port, $id ], 'datagrams have a name to go to';

($told, $id, @warned) = told(RemoteAddress => 'absent.test');
is_deeply $told, lost(inet_aton => EADDRNOTAVAIL, $id), 'a name that does not exist';
is_deeply \@warned, [], 'in silence';
($told, $id) = told(RemoteAddress => 'six.test');
is_deeply $told, lost(inet_aton => EADDRNOTAVAIL, $id), 'a name without an address of the family';

($told, $id, @warned) = told(RemoteAddress => 'absent.test', SocketDomain => AF_INET6);
is_deeply $told, lost(getaddrinfo => EADDRNOTAVAIL, $id), 'in the other family';
my $place = is_upstream() ? qr/SocketFactory\.pm/ : qr/socket-factory-looks-names-up\.t/;
like "@warned", qr/\A\S.* at \S*$place line \d+\.\n\z/, 'with a warning';

($told, $id) = told(RemoteAddress => 'here.test', RemotePort => 'no-service');
is_deeply $told, lost(getservbyname => EADDRNOTAVAIL, $id), 'a service that does not exist';
close $listener;
($told, $id) = told(RemoteAddress => 'here.test');
is_deeply $told, lost(connect => ECONNREFUSED, $id), 'nobody is there';

done_testing;
