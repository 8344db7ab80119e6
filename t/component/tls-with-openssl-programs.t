use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;
use TlsStage;

use POE qw(Filter::Stream);
needs_tls();

# The other end is the openssl program: its client, and its server.

# Runs a command in a session; the code gets what it says, a chunk at a time.
sub run_command {
    my ($code, @command) = @_;
    my $pid = open my $said, '-|' // die "fork: $!";
    if (!$pid) {
        open STDERR, '>&', \*STDOUT;
        exec @command or POSIX::_exit(127);
    }
    session(
        _start => sub { $_[KERNEL]->select_read($said, 'ready') },
        ready  => sub {
            my $octets = sysread $said, my $data, 65_536;
            return $code->($pid, $data) if $octets;
            $_[KERNEL]->select_read($said);
        },
    );
    return $pid;
}

my @server = (
    -cert   => certificate('server.pem'), -key => certificate('server.key'),
    -CAfile => certificate('authority.pem'));

subtest 'its client' => sub {
    for my $version (qw(-tls1_2 -tls1_3)) {
        my $port = serve(
            TLS                => tls_server(),
            ClientInput        => sub { $_[HEAP]{client}->put(scalar reverse $_[ARG0]) },
            ClientError        => sub { note_down('ClientError', @_[ ARG0, ARG1 ]) },
            ClientDisconnected => \&end_server,
        );
        my $all = '';
        run_command(
            sub { $all .= $_[1] },
            'sh', '-c',
            "(echo hello; sleep 0.5) | openssl s_client $version -quiet -no_ign_eof -verify_return_error"
                . " -CAfile '${\ certificate('authority.pem')}' -servername localhost"
                . " -connect 127.0.0.1:$port 2>/dev/null"
        );
        is_deeply run_log(), ['ClientError read 0'], "$version: ends properly";
        is $all, "olleh\x0d\x0a", 'and gets its answer';
    }
};

subtest 'its server' => sub {
    my ($free, $port) = listener();
    close $free;
    my $answer = '';
    my $pid    = run_command(
        sub {
            my ($pid, $said) = @_;
            return if $poe_kernel->alias_resolve('client') or $said !~ /ACCEPT/;
            client(
                $port,
                TLS         => tls_client(),
                Filter      => 'POE::Filter::Stream',
                Connected   => sub { $_[HEAP]{server}->put("hello\n") },
                ServerInput => sub {
                    $answer .= $_[ARG0];
                    $_[KERNEL]->yield('shutdown') if $answer =~ /olleh\n/;
                },
                ConnectError => sub { $answer = "@_[ARG0 .. ARG2]"; kill TERM => $pid },
                Disconnected => sub { kill TERM                               => $pid },
            );
        },
        'openssl', 's_server', '-rev', @server, -accept => "127.0.0.1:$port",
    );
    run_log();
    like $answer, qr/olleh\n/, 'answers';
};

done_testing;
