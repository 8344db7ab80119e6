# package: libpoe-filter-ircd-perl
# module: POE::Filter::IRCD
# exercises: stacked on lines, in a server and in a client component

use strict;
use warnings;

use Loopback;
use POE qw(Component::Client::TCP Filter::IRCD Filter::Line Filter::Stackable);

sub irc {
    return POE::Filter::Stackable->new(
        Filters => [
            POE::Filter::Line->new(
                InputRegexp   => '\015?\012',
                OutputLiteral => "\015\012"
            ),
            POE::Filter::IRCD->new,
        ]);
}

my $port = serve(
    sub {
        $_[0]->({
            prefix  => 'server',
            command => 'PONG',
            params  => [ reverse @{ $_->{params} } ] });
    },
    ClientFilter => irc(),
);
POE::Component::Client::TCP->new(
    RemoteAddress => '127.0.0.1',
    RemotePort    => $port,
    Filter        => irc(),
    Connected     => sub {
        $_[HEAP]{server}->put({ command => 'PING', params => [ 'one', 'two' ] });
    },
    ServerInput => sub {
        worked()
            if $_[ARG0]{command} eq 'PONG'
            and "@{ $_[ARG0]{params} }" eq 'two one';
    },
);
POE::Kernel->run;
