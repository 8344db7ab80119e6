# package: libpoe-component-pcap-perl
# module: POE::Component::Pcap
# exercises: sees the packets of a connection over the loopback interface (only as root)

use strict;
use warnings;

use Loopback;
use POE qw(Component::Client::TCP Component::Pcap);

my $port = serve(sub { });
program(
    _start => sub {
        POE::Component::Pcap->spawn(
            Alias    => 'pcap',
            Device   => 'lo',
            Filter   => "tcp port $port",
            Dispatch => 'packets',
            Session  => $_[SESSION],
        );
        $_[KERNEL]->post(pcap => open_live  => 'lo', 80, 0, 100);
        $_[KERNEL]->post(pcap => set_filter => "tcp port $port");
        $_[KERNEL]->post(pcap => 'run');
        $_[KERNEL]->delay(talk => 0.3);
    },
    talk => sub {
        POE::Component::Client::TCP->new(
            RemoteAddress => '127.0.0.1',
            RemotePort    => $port,
            ServerInput   => sub { },
            Connected     => sub { $_[HEAP]{server}->put('wheel') },
        );
    },
    packets => sub { worked() if @{ $_[ARG0] } },
);
