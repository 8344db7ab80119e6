# package: libpoe-component-client-keepalive-perl
# module: POE::Component::Client::Keepalive
# exercises: a connection is made, used, given back, and had again from the cache

use strict;
use warnings;

use Loopback;
use POE qw(Component::Client::Keepalive);

my $port = serve(sub { $_[0]->(scalar reverse) });
my $pool = POE::Component::Client::Keepalive->new;

sub ask {
    $pool->allocate(
        scheme  => 'http',
        addr    => '127.0.0.1',
        port    => $port,
        event   => 'connected',
        context => 1,
        timeout => 10,
    );
}

program(
    _start    => \&ask,
    connected => sub {
        my $connection = $_[ARG0]{connection}
            or die "no connection: $_[ARG0]{error_str}\n";
        $_[HEAP]{cached}     = $_[ARG0]{from_cache};
        $_[HEAP]{connection} = $connection;
        $connection->start(InputEvent => 'input', ErrorEvent => 'failed');
        $connection->wheel->put('wheel');
    },
    input => sub {
        die "got $_[ARG0]\n" if $_[ARG0] ne 'leehw';
        delete $_[HEAP]{connection};
        return ask() if !$_[HEAP]{cached};
        $pool->shutdown;
        worked();
    },
    failed => sub { die "failed: @_[ ARG0 .. ARG2 ]\n" },
);
