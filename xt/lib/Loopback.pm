package Loopback;

# What the programs of components.d share: a server of lines (or of what a filter makes of them) for a
# component to talk to, and how a program says that all went as it should.

use strict;
use warnings;

use Exporter qw(import);
use POE      qw(Component::Server::TCP);
use Socket   qw(unpack_sockaddr_in);

our @EXPORT = qw(program serve worked);

# Returns the port. The code gets each record in $_ and a function that answers.
sub serve {
    my ($code, %more) = @_;
    my $port;
    POE::Component::Server::TCP->new(
        Address => '127.0.0.1',
        Port    => 0,
        Started => sub {
            $port = (unpack_sockaddr_in($_[HEAP]{listener}->getsockname))[0];
        },
        ClientError => sub { },
        ClientInput => sub {
            my $client = $_[HEAP]{client};
            local $_ = $_[ARG0];
            $code->(sub { $client->put(@_) if $client });
        },
        %more,
    );
    return $port;
}

# A session of these handlers, until the end.
sub program {
    my (%states) = @_;
    POE::Session->create(inline_states => \%states);
    POE::Kernel->run;
    return;
}

sub worked {
    print "worked\n";
    POE::Kernel->stop;
    return;
}

1;
