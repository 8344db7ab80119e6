# package: libpoe-component-client-dns-perl
# module: POE::Component::Client::DNS
# exercises: asks a name server in the same process; the address comes back

use strict;
use warnings;

use IO::Socket::INET;
use Loopback;
use Net::DNS;
use POE qw(Component::Client::DNS);

my $socket = IO::Socket::INET->new(Proto => 'udp', LocalAddr => '127.0.0.1')
    or die "socket: $!";
my $named = POE::Component::Client::DNS->spawn(
    Alias       => 'named',
    Nameservers => ['127.0.0.1'],
    Timeout     => 5,
    HostsFile   => '/dev/null',
);
$named->[ POE::Component::Client::DNS::SF_RESOLVER() ]->port($socket->sockport);

sub answer {
    my $from  = recv $socket, my $question, 4096, 0;
    my $reply = Net::DNS::Packet->new(\$question)->reply;
    $reply->push(answer => Net::DNS::RR->new('wheel.example. 60 A 192.0.2.7'));
    $reply->header->aa(1);
    send $socket, $reply->data, 0, $from;
}

program(
    _start => sub {
        $_[KERNEL]->select_read($socket, 'asked');
        $named->resolve(
            event   => 'response',
            host    => 'wheel.example',
            context => {});
    },
    asked    => \&answer,
    response => sub {
        my $response = $_[ARG0]{response} or die "no answer: $_[ARG0]{error}\n";
        my ($address)
            = map { $_->address } grep { $_->type eq 'A' } $response->answer;
        worked() if $address eq '192.0.2.7';
    },
);
