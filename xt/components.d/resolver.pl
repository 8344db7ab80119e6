# package: libpoe-component-resolver-perl
# module: POE::Component::Resolver
# exercises: helper processes look up a name that the machine itself knows

use strict;
use warnings;

use Loopback;
use POE    qw(Component::Resolver);
use Socket qw(AF_INET unpack_sockaddr_in inet_ntoa);

my $resolver = POE::Component::Resolver->new(max_resolvers => 2, af_order => [AF_INET]);

program(
    _start => sub {
        $resolver->resolve(
            host    => 'localhost',
            service => 80,
            event   => 'answer'
        ) or die "not asked: $!\n";
    },
    answer => sub {
        my ($error, $addresses) = @_[ ARG0, ARG1 ];
        die "$error\n" if $error;
        my ($port, $address) = unpack_sockaddr_in($addresses->[0]{addr});
        $resolver->shutdown;
        worked() if inet_ntoa($address) eq '127.0.0.1' and $port == 80;
    },
);
