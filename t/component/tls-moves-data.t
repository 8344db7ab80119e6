use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Digest::MD5 qw(md5_hex);
use POETest;
use TcpStage;
use Test::More;
use TlsStage;

use Errno qw(ECONNRESET);
use POE   qw(Filter::Stream Filter::Line Filter::Block);
use Socket;
needs_tls();

# Much data through TLS, in both directions, and the end of it.

# Bytes without a pattern, the same for the same seed.
sub noise {
    my ($size, $seed) = @_;
    my $block = join '', map { pack 'H*', md5_hex("$seed $_") } 1 .. 4096;
    return substr $block x (1 + $size / length $block), 0, $size;
}

subtest 'both ways at once' => sub {
    my $size = 12_000_000;
    my ($there, $back) = map { noise($size, $_) } qw(there back);
    my %got  = (server => '', client => '');
    my $done = sub { return length $got{server} == $size && length $got{client} == $size };
    my $id;
    my $port = serve(
        TLS             => tls_server(),
        ClientFilter    => 'POE::Filter::Stream',
        ClientConnected => sub { $_[HEAP]{client}->put($back) },
        ClientInput     =>
            sub { $got{server} .= $_[ARG0]; $poe_kernel->post($id => 'shutdown') if $done->() },
        ClientDisconnected => \&end_server,
    );
    $id = client(
        $port,
        TLS         => tls_client(),
        Filter      => 'POE::Filter::Stream',
        Connected   => sub { $_[HEAP]{server}->put($there) },
        ServerInput => sub { $got{client} .= $_[ARG0]; $_[KERNEL]->yield('shutdown') if $done->() },
    );
    run_log();
    ok $got{server} eq $there, 'to the server';
    ok $got{client} eq $back, 'to the client';
};

subtest 'many small records' => sub {
    my ($count, @got) = (20_000);
    my $port = serve(
        TLS                => tls_server(),
        ClientInput        => sub { $_[HEAP]{client}->put($_[ARG0]) },
        ClientDisconnected => \&end_server,
    );
    client(
        $port,
        TLS         => tls_client(),
        Connected   => sub { my $wheel = $_[HEAP]{server}; $wheel->put($_) for 1 .. $count },
        ServerInput => sub { push @got, $_[ARG0]; $_[KERNEL]->yield('shutdown') if @got == $count },
    );
    run_log();
    is_deeply \@got, [ 1 .. $count ], 'come back in order';
};

subtest 'records of characters' => sub {
    my @got;
    my $port = serve(
        TLS                => tls_server(),
        ClientInput        => sub { push @got, $_[ARG0] },
        ClientDisconnected => \&end_server,
    );
    client(
        $port,
        TLS       => tls_client(),
        Connected => sub {
            $_[HEAP]{server}->put("\x{263a}", "caf\xe9");
            $_[KERNEL]->yield('shutdown');
        });
    run_log();
    is_deeply \@got, [ "\xe2\x98\xba", "caf\xe9" ], 'go out as without TLS';
};

subtest 'water marks' => sub {
    my %marks = (HighMark => 100_000, LowMark => 10_000);
    my $size  = 20_000_000;
    my $port  = serve(
        TLS => tls_server(),
        %marks,
        ClientHigh      => sub { note_down('high') },
        ClientLow       => sub { note_down('low') },
        ClientFlushed   => sub { note_down('flushed'); $_[KERNEL]->yield('shutdown') },
        ClientConnected => sub {
            my $wheel = $_[HEAP]{client};
            note_down('put says', $wheel->put('x' x $size), $wheel->get_driver_out_octets);
            note_down('messages', $wheel->get_driver_out_messages);
        },
        ClientDisconnected => \&end_server,
    );
    client($port, TLS => tls_client(), Filter => 'POE::Filter::Stream');
    is_deeply run_log(),
        [ 'put says 1 ' . ($size + 2), 'messages 1', 'low', 'flushed' ], 'are as without TLS';
};

# A client that says its piece and goes at once, while the server has not read anything yet. The server
# has sent things that the client's program never reads.
subtest 'a client that goes at once' => sub {
    my ($size, $got) = (3_000_000, 0);
    my $port = serve(
        TLS             => tls_server(),
        ClientFilter    => 'POE::Filter::Stream',
        ClientConnected => sub {
            $_[HEAP]{client}->put('unread' x 100);
            $_[HEAP]{client}->pause_input;
            $_[KERNEL]->delay(later => scaled(0.2));
        },
        InlineStates => { later => sub { $_[HEAP]{client}->resume_input if $_[HEAP]{client} } },
        ClientInput  => sub { $got += length $_[ARG0] },
        ClientDisconnected => \&end_server,
        callbacks_of(['ClientError']),
    );
    client(
        $port,
        TLS          => tls_client(),
        Filter       => 'POE::Filter::Stream',
        Connected    => sub { $_[HEAP]{server}->put('x' x $size); $_[KERNEL]->yield('shutdown') },
        Disconnected => sub { note_down('Disconnected') },
    );
    my $log = run_log();
    is $got, $size, 'loses nothing';
    is_deeply [ map {s/ \d+\z//r} @$log ], [ 'Disconnected', 'ClientError read 0 ' ];
};

subtest 'an end that nobody announced' => sub {
    my ($errno) = (ECONNRESET + 0);
    my $port = serve(
        TLS => tls_server(),
        callbacks_of([ 'ClientInput', 'ClientError' ]),
        ClientDisconnected => \&end_server,
    );
    client(
        $port,
        TLS           => tls_client(),
        Connected     => sub { $_[HEAP]{server}->put('hello') },
        ServerFlushed => sub { shutdown $_[HEAP]{server}->get_output_handle, 1 },
    );
    my @log = @{ run_log() };
    like $log[0], qr/\AClientInput hello /;
    like $log[1], qr/\AClientError read $errno the connection ended without a closing message /,
        'is no proper end';
};

subtest 'half of a connection' => sub {
    my @client;
    my $port = serve(
        TLS => tls_server(),
        callbacks_of([qw(ClientInput ClientError ClientDisconnected)]),
        ClientShutdownOnError => 0,
        ClientError           => sub {
            note_down('ClientError', @_[ ARG0, ARG1 ]);
            $_[HEAP]{client}->put('x' x 1_000_000, 'the answer');
            $_[KERNEL]->yield('shutdown');
        },
        ClientDisconnected => sub { note_down('ClientDisconnected'); end_server() },
    );
    client(
        $port,
        TLS       => tls_client(),
        Connected => sub {
            $_[HEAP]{server}->put('x' x 1_000_000, 'the question');
            $_[HEAP]{tls}->end_output;
        },
        ServerInput  => sub { push @client, substr $_[ARG0], -10 },
        ServerError  => sub { push @client, join ' ', 'ServerError', @_[ ARG0, ARG1 ] },
        Disconnected => sub { push @client, 'Disconnected' },
    );
    my @log = map { s/x{100,}/xs/r =~ s/(ClientInput .*) \d+\z/$1/r } @{ run_log() };
    is_deeply \@log,
        [
        'ClientInput xs', 'ClientInput the question', 'ClientError read 0',
        'ClientDisconnected'
        ],
        'the server hears all of the question, and answers';
    is_deeply \@client,
        [ 'x' x 10, 'the answer', 'ServerError read 0', 'Disconnected' ],
        'the client hears all of the answer';
};

subtest 'a forked process' => sub {
    my $port = serve(
        TLS                => tls_server(),
        ClientInput        => sub { $_[HEAP]{client}->put("you said $_[ARG0]") },
        ClientDisconnected => \&end_server,
    );
    client(
        $port,
        TLS          => tls_client(),
        Connected    => sub { $_[KERNEL]->yield('fork') },
        InlineStates => {
            fork => sub {
                my $heap = $_[HEAP];
                waitpid spawn(sub { delete @$heap{qw(server tls)}; return 0 }), 0;
                $heap->{server}->put('hello');
            },
        },
        ServerInput => sub { note_down($_[ARG0]); $_[KERNEL]->yield('shutdown') },
    );
    is_deeply run_log(), ['you said hello'], 'does not end its parent\'s connection';
};

subtest 'shutdown_output' => sub {
    my @got;
    my $port = serve(
        TLS                   => tls_server(),
        ClientShutdownOnError => 0,
        ClientInput           => sub { push @got, "server: $_[ARG0]" },
        ClientError           => sub {
            my ($kernel, $heap, $operation, $errno, $message) = @_[ KERNEL, HEAP, ARG0 .. ARG2 ];
            push @got, "server: $operation $errno $message";
            $heap->{client}->put('that was all?');
            $kernel->yield('shutdown');
        },
        ClientDisconnected => \&end_server,
    );
    client(
        $port,
        TLS           => tls_client(),
        Connected     => sub { $_[HEAP]{server}->put('one line') },
        ServerFlushed => sub { $_[HEAP]{server}->shutdown_output },
        ServerInput   => sub { push @got, "client: $_[ARG0]" },
    );
    run_log();
    is_deeply \@got, [ 'server: one line', 'server: read 0 ', 'client: that was all?' ],
        'says goodbye, and input goes on';
};

done_testing;
