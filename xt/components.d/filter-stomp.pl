# package: libpoe-filter-stomp-perl
# module: POE::Filter::Stomp
# exercises: frames between a server and a client component

use strict;
use warnings;

use Loopback;
use Net::Stomp::Frame;
use POE qw(Component::Client::TCP Filter::Stomp);

sub frame {
    my ($command, $body) = @_;
    return Net::Stomp::Frame->new({
        command => $command,
        headers => { destination => '/wheels' },
        body    => $body
    });
}

my $port = serve(
    sub { $_[0]->(frame(MESSAGE => scalar reverse $_->body)) },
    ClientFilter => 'POE::Filter::Stomp',
);
POE::Component::Client::TCP->new(
    RemoteAddress => '127.0.0.1',
    RemotePort    => $port,
    Filter        => 'POE::Filter::Stomp',
    Connected     => sub { $_[HEAP]{server}->put(frame(SEND => 'wheel')) },
    ServerInput   => sub {
        worked()
            if $_[ARG0]->command eq 'MESSAGE' and $_[ARG0]->body eq 'leehw';
    },
);
POE::Kernel->run;
