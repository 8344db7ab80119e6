use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use TlsStage;

# The wire ikcs, and one who does not trust the server.

needs_tls();
require IKC;
IKC->import;
use POE;
use POE::Component::IKC;

my $port = other_kernel(sub {
    published(test => { echo => sub { return $_[ARG0] } });
    return POE::Component::IKC->join(
        listen   => 'ikcs://127.0.0.1:0',
        name     => 'Srv',
        tls      => tls_server(),
        on_error => sub { },
    )->port;
});

sub joining {
    my ($tls) = @_;
    until_noted(1);
    play_client(
        0,
        sub {
            $_[HEAP]{end} = POE::Component::IKC->join(
                wire       => "ikcs://127.0.0.1:$port",
                name       => 'Cli',
                tls        => $tls,
                reconnect  => 0,
                on_connect => sub { POE::Kernel->post(main => 'joined') },
                on_error   => sub { note_down(@_) },
            );
        },
        joined => sub { ikc()->call('poe://Srv/test/echo', 'x' x 100_000, 'poe:back') },
        back   => sub { note_down(length $_[ARG0]) },
    );
    return got()->[0];
}

is joining(tls_client()), 100_000, 'an answer over TLS';
my $failure = joining(1);
is $failure->[0], 'handshake', 'who does not know the authority fails' or diag explain $failure;
done_testing;
