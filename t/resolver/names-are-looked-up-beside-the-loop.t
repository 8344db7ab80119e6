use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;

BEGIN { plan(skip_all => 'upstream POE has no resolver') if is_upstream() }

use POE;
use POE::XS::Resolver;
use Socket qw(:addrinfo AF_INET AF_INET6 unpack_sockaddr_in unpack_sockaddr_in6 inet_ntop);

NameServer::start('here.test' => [ '127.0.0.7', '::7' ], 'four.test' => ['127.0.0.4']);

my %got;
play(
    _start => sub {
        my %asked = (
            both  => { host => 'here.test', service => 8080 },
            six   => { host => 'here.test', family  => AF_INET6 },
            none  => { host => 'four.test', family  => AF_INET6 },
            no    => { host => 'absent.test' },
            named => { host => 'four.test', service => 'domain' },
        );
        for my $name (sort keys %asked) {
            POE::XS::Resolver->resolve(%{ $asked{$name} }, event => 'got', context => $name);
        }
        ok(!%got, 'nothing is answered at once');
    },
    got => sub {
        my ($error, $addresses, $name, $id) = @_[ ARG0 .. ARG3 ];
        is($_[SENDER], $_[SESSION], "$name: the event is the session's own");
        $got{$name} = defined $error ? $error : join ' ', sort map { text($_) } @$addresses;
    },
);

sub text {
    my ($address) = @_;
    my $is_four = $address->{family} == AF_INET;
    my ($port, $ip)
        = $is_four ? unpack_sockaddr_in($address->{addr}) : unpack_sockaddr_in6($address->{addr});
    return inet_ntop($address->{family}, $ip) . "/$port";
}

is($got{both}, '127.0.0.7/8080 ::7/8080', 'a name has addresses of both families');
is($got{six}, '::7/0', 'those of one');
is($got{named}, '127.0.0.4/53', 'a service has a number');
my ($wanted) = getaddrinfo('absent.test');
cmp_ok($got{no}, '==', $wanted, 'a name that does not exist: the number');
is("$got{no}", "$wanted", 'and the text');
ok($got{none} != 0, 'no address of the family that is asked for');

done_testing;
