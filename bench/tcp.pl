# tcp WHAT: a line server of Server::TCP under 50 connections; the client is compiled. WHAT is line_1 or
# line_16 (lines in flight on each), connection (each is accepted, served one line and closed) or idle
# (10,000 quiet ones beside the 50).

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench::Echo;
use POE qw(Component::Server::TCP);
use Socket;

sub echo { $_[HEAP]{client}->put($_[ARG0]) }

sub echo_once {
    $_[HEAP]{client}->put($_[ARG0]);
    $_[KERNEL]->yield('shutdown');
}

measure_echo(
    shift || 'line_1',
    sub {
        my ($tell, $once) = @_;
        POE::Component::Server::TCP->new(
            Address     => '127.0.0.1',
            Port        => 0,
            ClientInput => $once ? \&echo_once : \&echo,
            ClientError => sub { },
            Started     => sub {
                $tell->((unpack_sockaddr_in($_[HEAP]{listener}->getsockname))[0]);
            },
        );
        POE::Kernel->run;
    });
