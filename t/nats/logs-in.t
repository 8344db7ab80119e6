use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use NATSServer;
use POETest;
use Test::More;
use TlsStage;

use POE;

needs_nats();
needs_tls();
require POE::Component::Client::NATS;

# How it ended: connected, or the kind of failure after which the client gave up.
sub outcome {
    my (%param) = @_;
    my $outcome;
    my $client;
    $client = POE::Component::Client::NATS->spawn(
        max_attempts => 2,
        wait_first   => 0.05,
        %param,
        events => {
            connected => sub { $outcome = 'connected'; $client->close },
            closed    => sub { $outcome //= $_[1]->kind },
        },
    );
    POE::Kernel->run;
    return $outcome;
}

my $user = nats_server(arguments => [ '--user', 'me', '--pass', 'secret' ]);
is outcome(servers => $user->url, user => 'me', pass => 'secret'), 'connected', 'user and password';
is outcome(servers => $user->url('me:secret')), 'connected', 'in the address';
is outcome(servers => $user->url, user => 'me', pass => 'guess', max_attempts => undef),
    'authorization', 'a wrong one ends it';

my $token = nats_server(arguments => [ '--auth', 'letters' ]);
is outcome(servers => $token->url, token => 'letters'), 'connected', 'a token';
is outcome(servers => $token->url('letters')), 'connected', 'in the address';

my @tls = map {"--$_"} (
    'tls',
    'tlscert=' . certificate('server.pem'),
    'tlskey=' . certificate('server.key'),
);
my $tls = nats_server(arguments => \@tls);
is outcome(servers => $tls->url, tls => tls_client()), 'connected', 'TLS';
is outcome(servers => $tls->url, tls => {}), 'tls', 'a certificate of nobody known';
is outcome(servers => $tls->url), 'tls', 'TLS that the client was not told to speak';
is outcome(servers => $token->url, tls => tls_client(), token => 'letters'), 'tls',
    'and that the server does not have';

done_testing;
