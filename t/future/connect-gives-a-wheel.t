use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;

BEGIN {
    plan(skip_all => 'upstream POE has no futures') if is_upstream();
    plan(skip_all => 'Future::AsyncAwait is not installed')
        if !eval { require POE::Future; require Future::AsyncAwait };
}

use Errno qw(ECONNREFUSED);
use Future::AsyncAwait;
use POE    qw(Future Component::Server::TCP Filter::Stream);
use Socket qw(:DEFAULT getaddrinfo);

NameServer::start(
    'here.test' => ['127.0.0.1'], 'two.test' => [ '127.0.0.2', '127.0.0.1' ],
    'none.test' => [ '127.0.0.2', '127.0.0.3' ]);

my $port;
POE::Component::Server::TCP->new(
    Alias       => 'server',
    Address     => '127.0.0.1',
    Started     => sub { ($port) = unpack_sockaddr_in($_[HEAP]{listener}->getsockname) },
    ClientInput => sub { $_[HEAP]{client}->put(uc $_[ARG0]) },
);

# What the peer says, or what the future failed of.
async sub said_by {
    my ($kernel, %to) = @_;
    my $future = POE::Future->connect(%to, wheel => { InputEvent => 'said' });
    my ($peer) = await $future->else(sub { Future->done([@_]) });
    return $peer if ref $peer eq 'ARRAY';
    isa_ok($peer, 'POE::Wheel::ReadWrite');
    $peer->put('hello');
    return (await $kernel->next_event('said'))[0];
}

my $refused = do { local $! = ECONNREFUSED; "$!" };

play(
    _start => async sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        is await said_by($kernel, host => 'here.test', port => $port), 'HELLO', 'a name';
        is await said_by($kernel, host => '127.0.0.1', port => $port), 'HELLO', 'an address';
        is await said_by($kernel, host => 'two.test', port  => $port, delay => 30), 'HELLO',
            'the second of two';
        is_deeply await said_by($kernel, host => '127.0.0.2', port => $port),
            [ "127.0.0.2:$port: connect: $refused\n", connect => connect => ECONNREFUSED ],
            'nobody is there';
        is_deeply await said_by($kernel, host => 'none.test', port => $port),
            [
            "none.test:$port: connect: 127.0.0.2: $refused; 127.0.0.3: $refused\n",
            connect => connect => ECONNREFUSED
            ],
            'nowhere';
        my $lost = await said_by($kernel, host => 'absent.test', port => $port);
        like $lost->[0], qr/\Aabsent\.test: \S.*\n\z/, 'there is no such name';
        is_deeply [ @$lost[ 1, 3 ] ], [ 'resolve', 'absent.test' ], 'which is another category';
        is $lost->[2] + 0, (getaddrinfo('absent.test'))[0] + 0, 'with its number';
        is $_[SESSION], $session, 'all in the same session';
        $kernel->post(server => 'shutdown');
    },
    said => sub { fail 'said too late' },
);

done_testing;
