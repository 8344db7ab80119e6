use strict;
use warnings;

use lib 't/lib';
use Test::More;
use TlsStage;

BEGIN {
    needs_tls();
    plan(skip_all => 'Future::AsyncAwait is not installed')
        if !eval { require POE::Future; require Future::AsyncAwait };
}

use Future::AsyncAwait;
use POE qw(Future Component::Server::TCP);
use POETest;
use Socket;

alarm scaled(60);

my $port;
POE::Component::Server::TCP->new(
    Alias   => 'server',
    Address => '127.0.0.1',
    TLS     =>
        { SSL_cert_file => certificate('server.pem'), SSL_key_file => certificate('server.key') },
    Started     => sub { ($port) = unpack_sockaddr_in($_[HEAP]{listener}->getsockname) },
    ClientInput => sub { $_[HEAP]{client}->put(uc $_[ARG0]) },
    ClientError => sub { },
    Error       => sub { },
);

my %tls = (SSL_ca_file => certificate('authority.pem'));

async sub talk {
    my $kernel = $_[KERNEL];
    my @two    = map {
        POE::Future->connect(
            host  => '127.0.0.1', port => $port, TLS => {%tls},
            wheel => { InputEvent => 'said' })
    } 1, 2;
    for my $future (@two) {
        my $peer = await $future;
        isa_ok $peer->[ POE::Wheel::ReadWrite::DRIVER_BOTH() ], 'POE::Driver::TLS';
        $peer->put('hello');
        is((await $kernel->next_event('said'))[0], 'HELLO', 'one of two at once talks');
    }
    my $other = POE::Future->connect(
        host => 'localhost', port => $port,
        TLS  => { %tls, SSL_verifycn_name => 'other.example' });
    my ($message, @details) = await $other->else(sub { Future->done(@_) });
    like $message, qr/\Alocalhost:$port: handshake: \S.*\n\z/,
        'a certificate of somebody else is refused';
    is_deeply [ @details[ 0, 1 ] ], [ 'connect', 'handshake' ], 'as a failure to connect';
    $kernel->post(server => 'shutdown');
}

play(
    _start => sub { $_[KERNEL]->yield('talk') }, talk => \&talk,
    said   => sub { fail 'said too late' });

done_testing;
