use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan(skip_all => 'upstream POE has no resolver') if is_upstream() }

use POE;
use POE::XS::Resolver;
use Socket qw(:all);

# What was asked, the error or what is in each address.
my %got;

sub shown {
    my ($address) = @_;
    my $family = $address->{family};
    return 'unix ' . unpack_sockaddr_un($address->{addr}) if $family == AF_UNIX;
    my ($error, $host, $service) = getnameinfo($address->{addr}, NI_NUMERICHOST | NI_NUMERICSERV);
    return join ' ', $host, $service, $address->{socktype} == SOCK_DGRAM ? 'udp' : 'tcp';
}

my $threads = sub {
    open my $status, '<', '/proc/self/status' or return 1;
    return (map { /^Threads:\s+(\d+)/ ? $1 : () } <$status>)[0];
};

play(
    _start => sub {
        my %asked = (
            four   => [ host    => '127.0.0.1', service => 80 ],
            six    => [ host    => '::1', service       => 443 ],
            short  => [ host    => '127.1' ],
            scope  => [ host    => 'fe80::1%lo' ],
            path   => [ host    => '/run/some.socket', service => 'whatever' ],
            long   => [ host    => '/' . 'x' x 200 ],
            wrong  => [ host    => '::1', family         => AF_INET ],
            udp    => [ host    => '127.0.0.1', socktype => SOCK_DGRAM, service => 53 ],
            any    => [ service => 8080, family          => AF_INET, flags      => AI_PASSIVE ],
            digits => [ host    => 'name.invalid', flags => AI_NUMERICHOST ],
        );
        for my $name (sort keys %asked) {
            POE::XS::Resolver->resolve(
                @{ $asked{$name} }, timeout => 5, event => 'told',
                context                     => $name
            );
        }
    },
    told => sub {
        my ($error, $addresses, $name) = @_[ ARG0 .. ARG2 ];
        $got{$name} = defined $error ? 'error' : join ', ', map { shown($_) } @$addresses;
    },
);
is_deeply \%got, {
    four   => '127.0.0.1 80 tcp',
    six    => '::1 443 tcp',
    short  => '127.0.0.1 0 tcp',
    scope  => 'fe80::1%lo 0 tcp',
    path   => 'unix /run/some.socket',
    long   => 'error',
    wrong  => 'error',
    udp    => '127.0.0.1 53 udp',
    any    => '0.0.0.0 8080 tcp',
    digits => 'error',
    },
    'each is what it says';
is $threads->(), 1, 'nobody was asked';

done_testing;
