use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use NATSServer;
use POETest;
use Test::More;

use POE    qw(Component::Server::TCP Filter::Stream);
use Socket qw(sockaddr_in);

needs_nats();
require POE::Component::Client::NATS;

my $info = qq(INFO {"max_payload":1000,"headers":true} \r\n);

# [kind of failure, what the server says at once, what it says once the client has spoken]
my %server = (
    'random bytes'       => [ protocol => join '', map { chr rand 256 } 1 .. 5000 ],
    'nothing'            => [ timeout  => '' ],
    'another protocol'   => [ protocol => "SSH-2.0-OpenSSH\r\n" ],
    'an endless line'    => [ protocol => 'INFO ' . 'x' x 100_000 ],
    'no JSON'            => [ protocol => "INFO {\r\n" ],
    'JSON but no object' => [ protocol => "INFO []\r\n" ],
    'a complaint'        => [ refused  => "$info-ERR 'maximum connections exceeded'\r\n", 'END' ],
    'no end of a size'   => [ protocol => $info, "PONG\r\nMSG a 1 99999999999999999999\r\n" ],
    'a client\'s words'  => [ protocol => $info, "PONG\r\nSUB a 1\r\n" ],
    'a broken payload'   => [ protocol => $info, "PONG\r\nMSG a 1 1\r\nabcd" ],
);

sub outcome {
    my ($at_once, $later) = @_;
    my ($port, $failure);
    POE::Component::Server::TCP->new(
        Address         => '127.0.0.1',
        Port            => 0,
        Alias           => 'server',
        ClientFilter    => 'POE::Filter::Stream',
        ClientConnected => sub { $_[HEAP]{client}->put($at_once) if length $at_once },
        ClientInput     => sub {
            return                               if !defined $later;
            return $_[KERNEL]->yield('shutdown') if $later eq 'END';
            $_[HEAP]{client}->put($later);
        },
        Started => sub { $port = (sockaddr_in($_[HEAP]{listener}->getsockname))[0] },
    );
    POE::Component::Client::NATS->spawn(
        servers         => "127.0.0.1:$port",
        max_attempts    => 1,
        connect_timeout => 0.5,
        events          => {
            closed => sub { $failure = $_[1]; POE::Kernel->post(server => 'shutdown') }
        },
    );
    POE::Kernel->run;
    return $failure ? $failure->kind : 'none';
}

for my $name (sort keys %server) {
    my ($kind, @says) = @{ $server{$name} };
    is outcome(@says), $kind, $name;
}

done_testing;
