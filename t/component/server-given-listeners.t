use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use Fcntl qw(F_DUPFD);
use POE;
use POSIX ();
use Socket;

plan skip_all => 'POE does not have it' if is_upstream();

# Sockets that listen already: of the program, and of systemd.

# Greets everybody with the words, and ends after so many of them.
sub greet {
    my ($words, $count, %param) = @_;
    return serve(
        %param,
        ClientConnected    => sub { $_[HEAP]{client}->put($words); $_[KERNEL]->yield('shutdown') },
        ClientDisconnected => sub { end_server() if !--$count },
    );
}

subtest 'one' => sub {
    my ($socket, $port) = listener();
    is greet('hello', 1, Listeners => [$socket]), $port, 'is what the server listens on';
    my $peer = peer($port);
    run_log();
    is $peer->received, "hello\x0d\x0a";
    ok fileno $socket, 'it is not closed while the program has it';
};

subtest 'several' => sub {
    my @listeners = map { [ listener() ] } 1 .. 3;
    my @names;
    greet(
        'hello', 3,
        Listeners => [ map { $_->[0] } @listeners ],
        Started   => sub { @names = $_[HEAP]{listener}->getsocknames });
    is_deeply [ map { port_of($_) } @names ], [ map { $_->[1] } @listeners ];
    my @peers = map { peer($_->[1]) } @listeners;
    run_log();
    is_deeply [ map { $_->received } @peers ], [ ("hello\x0d\x0a") x 3 ], 'are all listened on';
};

subtest 'a socket of another kind' => sub {
    socketpair my $one, my $other, AF_UNIX, SOCK_STREAM, 0 or die $!;
    ok !eval { greet('hello', 1, Listeners => [$one]); 1 }, 'is refused';
    like $@, qr/\AListeners must be sockets that listen at \S*TcpStage\.pm line/;
};

# A program as systemd starts it: the sockets from descriptor 3 on, and told so by the environment. It
# says where it listens, then greets as many as it is told to.
my $program = <<'PERL';
use POE qw(Component::Server::TCP);
use Fcntl qw(FD_CLOEXEC F_GETFD);
use Socket;
$| = 1;
my ($count, @param) = @ARGV;
my $class = 'POE::Component::Server::TCP';
eval {
    $class->new(
        @param,
        Alias           => 'server',
        ClientConnected => sub { $_[HEAP]{client}->put('hello'); $_[KERNEL]->yield('shutdown') },
        ClientInput     => sub { },
        ClientDisconnected => sub { POE::Kernel->post(server => 'shutdown') if !--$count },
        Started            => sub {
            my $wheel  = $_[HEAP]{listener};
            my @names  = $wheel->can('getsocknames') ? $wheel->getsocknames : $wheel->getsockname;
            my $closes = fcntl($wheel->[0], F_GETFD, 0) & FD_CLOEXEC ? 'closes at exec' : 'stays';
            print join(' ', (map { (unpack_sockaddr_in($_))[0] } @names), $closes), "\n";
        },
    );
    1;
} or print $@;
POE::Kernel->run;
PERL

sub start_activated {
    my ($sockets, $environment, @arguments) = @_;
    my $pid = open my $said, '-|';
    defined $pid or die "fork: $!";
    return $said if $pid;
    my @copies = map { fcntl($_, F_DUPFD, 20) } @$sockets;
    POSIX::dup2($copies[$_], 3 + $_) for 0 .. $#copies;
    POSIX::close($_) for @copies;
    my %process = (LISTEN_PID => $$, LISTEN_FDS => scalar @$sockets, %$environment);
    @ENV{ keys %process } = values %process;
    exec $^X, (map {"-I$_"} grep { !ref } @INC), '-e', $program, @arguments
        or POSIX::_exit(127);
}

my @sockets = map { [ listener() ] } 1 .. 2;
my @ports   = map { $_->[1] } @sockets;

# Its first line, and what it says to those who connect to these ports.
sub activated {
    my ($environment, $param, @to) = @_;
    my $said = start_activated([ map { $_->[0] } @sockets ], $environment, scalar @to, @$param);
    chomp(my $first = readline $said);
    my @greetings = map { scalar readline TcpStage::_socket_to($_) } @to;
    close $said;
    s/\r\n\z// for @greetings;
    return ($first, @greetings);
}

is_deeply [ activated({}, [ Listeners => 'systemd' ], @ports) ],
    [ "@ports closes at exec", ('hello') x 2 ], 'systemd: all of its sockets';
is_deeply [
    activated({ LISTEN_FDNAMES => 'http:https' }, [ Listeners => 'systemd:https' ], $ports[1]) ],
    [ "$ports[1] closes at exec", 'hello' ], 'one, by its name';

for my $environment ({ LISTEN_PID => $$ }, { LISTEN_FDS => 0 }, { LISTEN_FDNAMES => 'x:y' }) {
    my ($said) = activated($environment, [ Listeners => 'systemd:http' ]);
    is $said =~ s/ at .*//r, 'Listeners: systemd has left no such socket for this process',
        join ' ', 'nothing left:', %$environment;
}

my ($promised) = activated({ LISTEN_FDS => 200 }, [ Listeners => 'systemd' ]);
like $promised, qr/\AListeners: descriptor \d+: \S.* at /, 'more is promised than there is';

my ($other, $other_port) = listener();
close $other;
is_deeply [
    activated(
        { LISTEN_FDS => 0 },
        [ Listeners => 'systemd', Address => '127.0.0.1', Port => $other_port ], $other_port
    )
    ],
    [ "$other_port closes at exec", 'hello' ], 'a port to fall back on';

done_testing;
