use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;
use Socket;

# The program accepts by itself, and says when connections have ended.

subtest 'what an acceptor gets' => sub {
    my (@got, $listener);
    my $port = serve(
        Acceptor => sub {
            my ($heap, $socket, $address, $port, $id) = @_[ HEAP, ARG0 .. ARG3 ];
            @got = (
                scalar(@_) - ARG0,
                inet_ntoa($address),
                $port == port_of(getpeername $socket) ? 'its port'     : 'another port',
                $id == $heap->{listener}->ID          ? 'the listener' : 'another wheel',
                $_[STATE],
                $_[SESSION]->ID == $listener ? 'listening session' : 'another session',
                $heap->{connections},
            );
            end_server();
        },
        Started => sub { $listener = $_[SESSION]->ID },
    );
    peer($port);
    run_log();
    is_deeply \@got,
        [
        4, '127.0.0.1', 'its port', 'the listener', 'tcp_server_got_connection',
        'listening session', 1
        ];
};

# Accepts, keeps what it accepted, and looks at it when nothing has come for a while.
sub hoarder {
    my ($limit, $idle) = @_;
    return serve(
        Concurrency => $limit,
        Acceptor    => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            push @{ $heap->{sockets} }, $_[ARG0];
            note_down("accepted $heap->{connections}");
            $kernel->delay(look => scaled(0.05));
        },
        Started => sub {
            $_[KERNEL]->state(look => sub { note_down('idle'); &$idle });
            $_[KERNEL]->delay(look => scaled(0.05));
        },
    );
}

subtest 'at the limit it waits for "disconnected"' => sub {
    my $port = hoarder(
        2,
        sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            return $kernel->yield('shutdown') if @{ $heap->{sockets} } == 4;
            $kernel->yield('disconnected');
            $kernel->delay(look => scaled(0.05));
        });
    my @peers = map { peer($port) } 1 .. 5;
    is_deeply run_log(),
        [ 'accepted 1', 'accepted 2', ('idle', 'accepted 2') x 2, 'idle' ],
        'one comes in for each that leaves';
};

subtest 'one "disconnected" too many' => sub {
    my @said;
    my $port = serve(
        Acceptor => sub { },
        Started  => sub {
            my ($kernel, $session, $heap) = @_[ KERNEL, SESSION, HEAP ];
            @said = warnings_of(sub { $kernel->call($session, 'disconnected') });
            note_down($heap->{connections});
            $kernel->yield('shutdown');
        },
    );
    is_deeply run_log(), [0], 'leaves none';
    like "@said",
        qr/\AExcessive 'disconnected' event from \Q${\ __FILE__}\E at line \d+\n\z/,
        'and is complained of';
};

subtest 'the limit is changed' => sub {
    my $no_limit = is_upstream() ? 100 : -1;    # POE pauses at -1
    my $port     = hoarder(
        1,
        sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            my $next = (3, $no_limit, 'end')[ $heap->{changes}++ ];
            return $kernel->yield('shutdown') if $next eq 'end';
            $kernel->yield(set_concurrency => $next);
            $kernel->delay(look => scaled(0.05));
        });
    my @peers = map { peer($port) } 1 .. 5;
    is_deeply run_log(),
        [
        'accepted 1', 'idle', 'accepted 2', 'accepted 3', 'idle', 'accepted 4',
        'accepted 5', 'idle'
        ],
        'up, and away';
};

subtest 'a limit of none' => sub {
    plan skip_all => 'POE lets one in' if is_upstream();
    my $port = hoarder(
        0,
        sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            return $kernel->yield('shutdown') if $heap->{changes}++;
            $kernel->yield(set_concurrency => 1);
            $kernel->delay(look => scaled(0.05));
        });
    my @peers = map { peer($port) } 1 .. 2;
    is_deeply run_log(), [ 'idle', 'accepted 1', 'idle' ], 'is kept until it is changed';
};

done_testing;
