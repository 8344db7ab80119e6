# package: libpoe-component-sslify-perl openssl
# module: POE::Component::SSLify
# exercises: TLS between a server and a client component, 300,000 bytes each way

use strict;
use warnings;

use Certificate;
use Loopback;
use POE                    qw(Component::Client::TCP Component::SSLify);
use POE::Component::SSLify qw(Client_SSLify SSLify_Options Server_SSLify);

SSLify_Options(certificate());
my $much = 'wheel' x 60_000;
my $port = serve(
    sub { $_[0]->(scalar reverse) },
    ClientPreConnect => sub { return Server_SSLify($_[ARG0]) },
);
POE::Component::Client::TCP->new(
    RemoteAddress => '127.0.0.1',
    RemotePort    => $port,
    PreConnect    => sub { return Client_SSLify($_[ARG0]) },
    Connected     => sub { $_[HEAP]{server}->put($much) },
    ServerInput   => sub { worked() if $_[ARG0] eq reverse $much },
);
POE::Kernel->run;
