# package: libpoe-filter-ssl-perl openssl
# module: POE::Filter::SSL
# exercises: TLS between a server and a client component by filters alone

use strict;
use warnings;

use Certificate;
use Loopback;
use POE qw(Component::Client::TCP Filter::Line Filter::SSL Filter::Stackable);

my ($key, $certificate) = certificate();
my $port = serve(
    sub { $_[0]->(scalar reverse) },
    ClientFilter => POE::Filter::Stackable->new(
        Filters => [
            POE::Filter::SSL->new(crt => $certificate, key => $key),
            POE::Filter::Line->new
        ]
    ),
);
POE::Component::Client::TCP->new(
    RemoteAddress => '127.0.0.1',
    RemotePort    => $port,
    Filter        => POE::Filter::Stackable->new(
        Filters => [ POE::Filter::SSL->new(client => 1), POE::Filter::Line->new ]
    ),
    Connected   => sub { $_[HEAP]{server}->put('wheel') },
    ServerInput => sub { worked() if $_[ARG0] eq 'leehw' },
);
POE::Kernel->run;
