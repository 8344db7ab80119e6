use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;
use TlsStage;

use POE;
needs_tls();

# Servers and clients with TLS: when callbacks come, and with what.

sub heap_line {
    my ($heap) = @_;
    my %short = map { $_ => ref $heap->{$_} || $heap->{$_} } keys %$heap;
    delete $short{remote_port};
    return join ' ', map {"$_=$short{$_}"} sort keys %short;
}

subtest 'in order' => sub {
    my @server = map {"Client$_"} qw(Connected Input Flushed Error Disconnected);
    my $port   = serve(
        TLS        => tls_server(),
        ClientArgs => ['c'],
        callbacks_of(
            \@server,
            ClientConnected =>
                sub { note_down('   ', heap_line($_[HEAP])); $_[HEAP]{client}->put('welcome') },
            ClientInput        => sub { $_[HEAP]{client}->put("you said $_[ARG0]") },
            ClientDisconnected => \&end_server,
        ),
        ClientPreConnect => sub {
            note_down('ClientPreConnect', ref $_[ARG0]);
            note_down('   ', heap_line($_[HEAP]));
            return $_[ARG0];
        },
    );
    my @client_log;
    client(
        $port,
        TLS        => tls_client(),
        PreConnect => sub { push @client_log, "PreConnect $_[STATE]"; return $_[ARG0] },
        Connected  => sub {
            push @client_log, join ' ', 'Connected', ref $_[ARG0], length $_[ARG1],
                $_[ARG2] == $port ? 'its port' : 'another port';
            push @client_log, heap_line($_[HEAP]);
        },
        ServerInput => sub {
            push @client_log, $_[ARG0];
            return $_[HEAP]{server}->put('hello') if $_[ARG0] eq 'welcome';
            $_[KERNEL]->yield('shutdown');
        },
        Disconnected => sub { push @client_log, 'Disconnected' },
    );
    my $log = run_log();
    is_deeply [ map {s/\A(Client.*?) \d+\z/$1/r} @$log ],
        [
        'ClientPreConnect GLOB',
        '    remote_ip=127.0.0.1 shutdown=0 shutdown_on_error=1',
        'ClientConnected c',
        '    client=POE::Wheel::ReadWrite remote_ip=127.0.0.1 shutdown=0 shutdown_on_error=1'
            . ' tls=POE::Driver::TLS',
        'ClientFlushed',
        'ClientInput hello',
        'ClientFlushed',
        'ClientError read 0 ',
        'ClientDisconnected',
        ],
        'on the server: no flush that is not the program\'s';
    is_deeply \@client_log,
        [
        'PreConnect got_connect_success', 'Connected GLOB 4 its port',
        'connected=1 server=POE::Wheel::ReadWrite shutdown=0 shutdown_on_error=1'
            . ' tls=POE::Driver::TLS',
        'welcome', 'you said hello', 'Disconnected'
        ],
        'on the client';
};

subtest 'the driver tells of the connection' => sub {
    my %seen;
    my $port = serve(
        TLS                => tls_server(SSL_alpn_protocols => [ 'lines/2', 'lines/1' ]),
        ClientConnected    => sub { $_[HEAP]{client}->put('x') },
        ClientDisconnected => \&end_server,
    );
    client(
        $port,
        TLS         => tls_client(SSL_alpn_protocols => ['lines/1'], SSL_max_version => 'TLSv1_2'),
        ServerInput => sub {
            my $ssl = $_[HEAP]{tls}->ssl;
            %seen = (
                version  => Net::SSLeay::get_version($ssl),
                protocol => Net::SSLeay::P_alpn_selected($ssl),
                subject  => Net::SSLeay::X509_NAME_oneline(
                    Net::SSLeay::X509_get_subject_name(Net::SSLeay::get_peer_certificate($ssl))
                ),
            );
            $_[KERNEL]->yield('shutdown');
        });
    run_log();
    is_deeply \%seen,
        { version => 'TLSv1.2', protocol => 'lines/1', subject => '/CN=server' };
};

subtest 'a client that says who it is' => sub {
    my @names;
    my $port = serve(
        TLS => tls_server(
            SSL_verify_mode => Net::SSLeay::VERIFY_PEER()
                | Net::SSLeay::VERIFY_FAIL_IF_NO_PEER_CERT(),
            SSL_ca_file => certificate('authority.pem')
        ),
        ClientConnected => sub {
            my $given = Net::SSLeay::get_peer_certificate($_[HEAP]{tls}->ssl);
            push @names,
                Net::SSLeay::X509_NAME_oneline(Net::SSLeay::X509_get_subject_name($given));
            $_[KERNEL]->yield('shutdown');
        },
        ClientDisconnected => \&end_server,
        ClientError        => sub { },
    );
    client(
        $port,
        TLS => tls_client(
            SSL_cert_file => certificate('client.pem'), SSL_key_file => certificate('client.key')));
    run_log();
    is_deeply \@names, ['/CN=client'];
};

subtest 'a context for many' => sub {
    my $context = POE::Driver::TLS::Context->new(%{ tls_client() });
    my $count   = 0;
    my $port    = serve(
        TLS                => tls_server(),
        ClientConnected    => sub { $_[HEAP]{client}->put('x') },
        ClientDisconnected => sub { end_server() if ++$count == 5 },
    );
    my $got = 0;
    client(
        $port,
        Alias       => undef,
        TLS         => $context,
        ServerInput => sub { $got++; $_[KERNEL]->yield('shutdown') }) for 1 .. 5;
    run_log();
    is $got, 5;
};

subtest 'output and input of the first moment' => sub {
    my @log;
    my $port = serve(
        TLS             => tls_server(),
        ClientConnected => sub { $_[HEAP]{client}->put('banner'); $_[KERNEL]->yield('shutdown') },
        ClientInput     => sub { push @log, "server: $_[ARG0]" },
        ClientDisconnected => \&end_server,
        ClientError        => sub { },
    );
    client(
        $port,
        TLS         => tls_client(),
        Connected   => sub { $_[HEAP]{server}->put('request') },
        ServerInput => sub { push @log, "client: $_[ARG0]" },
    );
    run_log();
    is_deeply [ grep {/client/} @log ], ['client: banner'], 'arrives';
};

done_testing;
