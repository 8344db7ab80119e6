use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use Errno qw(ETIMEDOUT);
use POE;
use Socket;
use Time::HiRes qw(time);

# How long a client waits for a connection, and for its server to do something.

# A listener whose queue is full: connections to it wait.
my ($listener, $port) = listener(1);
my @filling;
for (1 .. 6) {
    socket my $socket, AF_INET, SOCK_STREAM, 0 or die $!;
    $socket->blocking(0);
    connect $socket, pack_sockaddr_in($port, INADDR_LOOPBACK);
    push @filling, $socket;
}

sub wait_for_connection {
    my ($limit, %param) = @_;
    my $since = time;
    client(
        $port,
        ConnectTimeout => $limit,
        ConnectError   => sub {
            note_down('ConnectError', $_[STATE], @_[ ARG0 .. $#_ ], $! == ETIMEDOUT ? 'in $!' : ());
            note_down(ref $_[HEAP]{server}, $_[HEAP]{connected});
        },
        Disconnected => sub { note_down('Disconnected') },
        %param
    );
    my $log = run_log();
    return ($log, time - $since);
}

my ($errno, $text) = do { local $! = ETIMEDOUT; ($! + 0, "$!") };
my @told = (
    "ConnectError got_connect_timeout connect $errno $text in \$!",
    'POE::Wheel::SocketFactory 0'
);

subtest 'ConnectTimeout' => sub {
    my ($log, $seconds) = wait_for_connection(2);
    is_deeply $log, \@told, 'is told as an error';
    cmp_ok $seconds, '<', scaled(5);
    return if is_upstream();
    cmp_ok $seconds, '>=', 1.95, 'after as long as was asked for';
    ($log, $seconds) = wait_for_connection(0.2);
    is_deeply $log, \@told, 'which may be a fraction';
    cmp_ok $seconds, '<', scaled(1);
};

subtest 'a shutdown before that' => sub {
    my ($log, $seconds) = wait_for_connection(
        20,
        Alias   => 'waiting',
        Started => sub { $_[KERNEL]->delay(shutdown => 0.05) });
    is_deeply $log, [], 'is told nothing';
};

subtest 'ConnectTimeout and a connection in time' => sub {
    my ($free, $free_port) = listener();
    accepted_by($free, count => 1, connected => sub { });
    client(
        $free_port,
        ConnectTimeout => 1,
        Connected      => sub { $_[KERNEL]->delay(shutdown => 1.3) },
        ConnectError   => sub { note_down('ConnectError') },
        Disconnected   => sub { note_down('Disconnected') },
    );
    is_deeply run_log(), ['Disconnected'], 'have nothing to do with each other';
};

subtest 'ServerTimeout' => sub {
    plan skip_all => 'POE does not have it' if is_upstream();
    my ($free, $free_port) = listener();
    my $peer;
    accepted_by(
        $free,
        count     => 1,
        connected => sub {
            $peer = $_[0];
            $peer->say('one');
            $poe_kernel->delay(later => 0.2);
            $poe_kernel->state(later => sub { $peer->say('two') });
        });
    my $since;
    client(
        $free_port,
        ServerTimeout => 0.4,
        ServerInput   => sub { note_down($_[ARG0]) },
        Connected     => sub { $since = time },
        callbacks_of([ 'ServerError', 'Disconnected' ]),
    );
    is_deeply [ map {s/ \d+\z//r} @{ run_log() } ],
        [ 'one', 'two', "ServerError timeout $errno $text", 'Disconnected' ];
    cmp_ok time - $since, '>=', 0.59, 'is counted from the last sign of life';
};

subtest 'ServerTimeout while output moves' => sub {
    plan skip_all => 'POE does not have it' if is_upstream();
    my ($free, $free_port) = listener();
    my $size  = 40_000_000;
    my $since = time;
    accepted_by(
        $free,
        count     => 1,
        connected => sub {
            my ($peer) = @_;
            $poe_kernel->select_pause_read($peer->handle);
            $poe_kernel->state(
                later => sub {
                    my $octets = sysread $peer->handle, my $data, 500_000;
                    $peer->{received} .= $data // '';
                    return $peer->leave if defined $octets && !$octets;
                    return $peer->leave if length $peer->{received} >= $size;
                    $_[KERNEL]->delay(later => 0.02);
                });
            $poe_kernel->yield('later');
        });
    client(
        $free_port,
        ServerTimeout => 0.4,
        Connected     => sub { $_[HEAP]{server}->put('x' x $size) },
        ServerFlushed => sub { note_down('ServerFlushed'); $_[KERNEL]->yield('shutdown') },
        callbacks_of([ 'ServerError', 'Disconnected' ]),
    );
    is_deeply run_log(), [ 'ServerFlushed', 'Disconnected' ], 'does not strike';
    cmp_ok time - $since, '>', 0.8;
};

done_testing;
