use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;
use TlsStage;

use Errno qw(ECONNRESET EPROTO ETIMEDOUT);
use POE;
use Time::HiRes qw(time);
needs_tls();

# Handshakes that fail, and how both ends hear of it.

my @server = map {"Client$_"} qw(Connected Input Error Disconnected);
my @client = qw(Connected ConnectError ServerError Disconnected);

# A client on a server, and what both are told.
sub meet {
    my ($server, $client) = @_;
    my $port = serve(
        TLS => tls_server(),
        callbacks_of(\@server, ClientError => \&end_server, ClientConnected => \&end_server),
        %$server,
    );
    client($port, TLS => tls_client(), callbacks_of(\@client), %$client);
    return map {s/ (?:\d+|undef)\z//r} sort @{ run_log() };
}

my $protocol = EPROTO + 0;

subtest 'a name that the certificate does not bear' => sub {
    my ($error, $told) = meet({}, { TLS => tls_client(SSL_hostname => 'other.example') });
    like $error, qr/\AClientError handshake $protocol \S/;
    like $told,
        qr/\AConnectError handshake $protocol certificate verify failed: hostname mismatch\z/i;
};

subtest 'the same for an address' => sub {
    my ($error, $told) = meet({}, { TLS => tls_client(SSL_verifycn_name => '127.0.0.9') });
    is $told, "ConnectError handshake $protocol certificate verify failed: IP address mismatch";
};

subtest 'names that it bears' => sub {
    for my $name ('localhost', 'LOCALHOST', 'some.wild.example', '127.0.0.1') {
        my @told = meet(
            {},
            {
                TLS       => tls_client(SSL_verifycn_name => $name),
                Connected => sub { note_down("connected to $name"); $_[KERNEL]->yield('shutdown') },
            });
        ok((grep { $_ eq "connected to $name" } @told), $name) or diag explain \@told;
    }
};

subtest 'a server that nobody vouches for' => sub {
    my ($error, $told) = meet({}, { TLS => 1 });
    like $told, qr/\AConnectError handshake $protocol certificate verify failed: unable to get/i;
};

subtest 'the same, with verification off' => sub {
    my @told = meet(
        {},
        {
            TLS       => { SSL_verify_mode => 0 },
            Connected => sub { note_down('connected'); $_[KERNEL]->yield('shutdown') },
        });
    ok grep { $_ eq 'connected' } @told;
};

subtest 'a client without a certificate, where one is needed' => sub {
    my %demanding = (
        SSL_verify_mode => 3,
        SSL_ca_file     => certificate('authority.pem'));
    my ($error, @told) = meet({ TLS => tls_server(%demanding) }, {});
    is $error, "ClientError handshake $protocol peer did not return a certificate";
    ok grep {/\A(?:ConnectError handshake|ServerError read) $protocol \S/} @told;
};

subtest 'versions that do not meet' => sub {
    my ($error, $told) = meet(
        { TLS => tls_server(SSL_min_version => 'TLSv1_3') },
        { TLS => tls_client(SSL_max_version => 'TLSv1_2') });
    is $error, "ClientError handshake $protocol unsupported protocol";
    like $told, qr/\AConnectError handshake $protocol .*alert protocol version/;
};

sub server_for {
    my (%param) = @_;
    return serve(
        TLS => tls_server(),
        callbacks_of(\@server, ClientError => \&end_server),
        %param
    );
}

subtest 'a peer that speaks plainly' => sub {
    my $peer = peer(server_for(), connected => sub { $_[0]->say('GET / HTTP/1.0', '') });
    is_deeply run_log(), ["ClientError handshake $protocol http request undef"];
    ok defined $peer->how, 'is let go';
    peer(server_for(), connected => sub { $_[0]->say('hello, hello') });
    is_deeply run_log(), ["ClientError handshake $protocol wrong version number undef"];
};

subtest 'a peer that says nothing' => sub {
    my ($late, $text) = do { local $! = ETIMEDOUT; ($! + 0, "$!") };
    my $since = time;
    my $peer  = peer(server_for(HandshakeTimeout => 0.2));
    is_deeply run_log(), ["ClientError handshake $late $text undef"];
    cmp_ok time - $since, '>=', 0.19;
    is $peer->how, 'ended';
};

subtest 'a peer that hangs up' => sub {
    my $reset = ECONNRESET + 0;
    peer(server_for(), connected => sub { $_[0]->leave });
    like run_log()->[0], qr/\AClientError handshake $reset \S/;
};

subtest 'a client on a server that speaks plainly' => sub {
    my $port = serve(ClientConnected => sub { $_[HEAP]{client}->put('220 hello') });
    client($port, TLS => tls_client(), callbacks_of(\@client, ConnectError => \&end_server));
    like run_log()->[0], qr/\AConnectError handshake $protocol wrong version number \d+\z/;
};

subtest 'a client on a server that says nothing' => sub {
    my ($late, $text)     = do { local $! = ETIMEDOUT; ($! + 0, "$!") };
    my ($listener, $port) = listener();
    client(
        $port,
        TLS              => tls_client(),
        HandshakeTimeout => 0.2,
        callbacks_of(\@client, ConnectError => sub { note_down(ref $_[HEAP]{server}) }),
    );
    is_deeply [ map {s/ \d+\z//r} @{ run_log() } ],
        [ "ConnectError handshake $late $text", 'POE::Wheel::SocketFactory' ];
};

subtest 'a client that is shut down, and one that connects again, meanwhile' => sub {
    my ($listener, $port) = listener();
    client(
        $port,
        TLS        => tls_client(),
        PreConnect => sub { $_[KERNEL]->delay(shutdown => 0.05); return $_[ARG0] },
        callbacks_of(\@client),
    );
    is_deeply run_log(), [], 'tells nothing';
    client(
        $port,
        TLS        => tls_client(),
        PreConnect => sub {
            note_down('PreConnect');
            $_[KERNEL]->delay($_[HEAP]{again}++ ? 'shutdown' : 'reconnect' => 0.05);
            return $_[ARG0];
        },
        callbacks_of(\@client),
    );
    is_deeply run_log(), [ ('PreConnect') x 2 ];
};

subtest 'nobody to tell' => sub {
    my $id;
    my $port = serve(
        TLS              => tls_server(),
        ClientPreConnect => sub { $id = $_[SESSION]->ID; end_server(); return $_[ARG0] });
    peer($port, connected => sub { $_[0]->say('GET / HTTP/1.0', '') });
    is_deeply [ warnings_of(\&run_log) ],
        ["$$: Client session $id got handshake error $protocol (http request)\n"], 'warns';
};

subtest 'what cannot be used' => sub {
    my $said_of = sub {
        my ($tls) = @_;
        eval { serve(TLS => $tls); 1 } and return 'nothing';
        return $@ =~ s/ at \S*TcpStage.*//sr;
    };
    like $said_of->(1), qr/\ATLS: a server needs SSL_cert_file and SSL_key_file\z/;
    like $said_of->({ SSL_cert_file => '/nowhere' }),
        qr{\ATLS: SSL_cert_file /nowhere cannot be used};
    like $said_of->(tls_server(SSL_key_file => certificate('client.key'))),
        qr/SSL_key_file \S+ cannot be used|does not belong to SSL_cert_file/;
    is $said_of->(tls_server(SSL_verify => 1, SSL_fingerprint => 2)),
        'TLS does not know SSL_fingerprint SSL_verify';
    is $said_of->(tls_server(SSL_min_version => 'SSLv2')),
        'TLS: SSL_min_version does not know SSLv2';
    like $said_of->(tls_server(SSL_cipher_list => 'NONE-OF-THESE')),
        qr/\ATLS: SSL_cipher_list NONE-OF-THESE: no cipher match/;
    ok !eval {
        serve(TLS => tls_server(), Acceptor => sub { });
        1;
    };
    like $@, qr/\ATLS not permitted without ClientInput/;
};

subtest 'without the library' => sub {
    my $said = stderr_of(<<'PERL');
unshift @INC, sub { die "not here\n" if $_[1] eq 'Net/SSLeay.pm'; return };
use POE qw(Component::Client::TCP);
POE::Component::Client::TCP->new(RemoteAddress => 'x', RemotePort => 1, ServerInput => sub { }, TLS => 1);
PERL
    like $said, qr/\ATLS needs Net::SSLeay 1\.85 or later: not here\n at child\.pl line 3/;
};

done_testing;
