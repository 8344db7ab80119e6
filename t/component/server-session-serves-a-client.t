# Session: an async sub that serves one client from top to bottom.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Socket;
use Test::More;
use WheelWaits;
use POETest;
use TcpStage;
use POE qw(Future);
use Future::AsyncAwait;

# A server, one peer, and what it says at once. The server ends with the first client.
sub plays {
    my ($name, $session, $says, $log, %more) = @_;
    my $port = serve(
        Session            => $session,
        ClientError        => sub { note_down('ClientError', $_[ARG0], "$_[ARG2]") },
        ClientDisconnected => sub { note_down('ClientDisconnected'); end_server() },
        %more,
    );
    my $peer = peer($port, closed => sub { note_down('closed', $_[0]->received =~ s/\r\n/,/gr) });
    $says->($peer);
    is_deeply run_log(), $log, $name;
    return;
}

plays 'the connection ends with the sub, when all is sent',
    async sub {
    my ($heap, $greeting) = @_[ HEAP, ARG0 ];
    $heap->{client}->put($greeting);
    my $name = await $heap->{client}->read_line;
    await POE::Future->new_delay(0.01);
    note_down($name, @_[ ARG0, ARG1 ], ref $_[SESSION], $_[HEAP] == $heap);
    $heap->{client}->put("hello $name", 'x' x 300_000);
    },
    sub { $_[0]->say('Ann') },
    [
    'Ann who? me POE::Session 1', 'ClientDisconnected',
    'closed who?,hello Ann,' . 'x' x 300_000 . ','
    ],
    ClientArgs => [ 'who?', 'me' ];

plays 'the end of what the client says is for who reads',
    async sub {
    my $client = $_[HEAP]{client};
    my $sum    = 0;
    while (defined(my $line = await $client->read_line)) { $sum += $line }
    $client->put($sum);
    },
    sub { $_[0]->say(1, 2, 3); $_[0]->half_close },
    [ 'ClientDisconnected', 'closed 6,' ];

plays 'a connection that is reset is an error of the client',
    async sub { await $_[HEAP]{client}->read_line; await $_[HEAP]{client}->read_line },
    sub {
    my ($peer) = @_;
    $peer->say('here');
    setsockopt $peer->handle, SOL_SOCKET, SO_LINGER, pack 'i2', 1, 0;
    end_after(0.1, sub { $peer->leave });
    },
    [ 'ClientError read Connection reset by peer', 'ClientDisconnected' ];

plays 'shutdown cancels',
    async sub {
    my $kernel = $_[KERNEL];
    $kernel->delay(shutdown => 0.01);
    await POE::Future->new->on_cancel(sub { note_down('cancelled') });
    note_down('never');
    },
    sub { },
    [ 'ClientDisconnected', 'cancelled', 'closed ' ];

plays 'a sub that does not wait',
    sub { $_[HEAP]{client}->put('bye'); return },
    sub { },
    [ 'ClientDisconnected', 'closed bye,' ];

# What else it fails of is an exception of the session, as of other callbacks.
my $peer = peer(serve(Session => async sub { await POE::Future->new_delay(0.01); die "wrong\n" }));
eval { run_log() };
like $@, qr/^wrong/, 'a failure of the program';

for my $other (qw(Acceptor ClientInput ClientConnected ClientFlushed)) {
    eval {
        POE::Component::Server::TCP->new(Session => sub { }, $other => sub { });
    };
    like $@, qr/^$other is not permitted with Session at \Q$0\E line/, "not with $other";
}

done_testing();
