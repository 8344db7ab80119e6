package TcpStage;

# A TCP server or client component and its peers, in one kernel. A peer is a session with a plain socket,
# without wheels and filters. What happens is written down in a log, one line an event.

use strict;
use warnings;

use Errno    qw(EAGAIN EINPROGRESS);
use Exporter qw(import);
use IO::Handle;
use POE;
use POE::Component::Client::TCP;
use POE::Component::Server::TCP;
use POETest;
use Socket;
use Test::More;

our @EXPORT = qw(
    accepted_by callbacks_of client end_after end_server listener log_lines note_down peer port_of run_log serve
);

my @log;
alarm scaled(60);
END { alarm 0 }

# ---------------------------------------------------------------------------
# The log

sub note_down {
    push @log, join ' ', map { defined ? $_ : 'undef' } @_;
    return;
}
sub log_lines { return splice @log }

# Runs the kernel to the end and returns the log. A kernel that ends takes the program's handlers of
# signals along.
sub run_log {
    $SIG{ALRM} = sub { die "the test hangs; so far: @log\n" };
    POE::Kernel->run;
    return [ log_lines() ];
}

# Code for callbacks: each writes its name and arguments down, then does what it is told.
sub callbacks_of {
    my ($names, %does) = @_;
    return map {
        my ($name, $does) = ($_, $does{$_});
        my $code = sub {
            note_down($name, map { ref || $_ } @_[ ARG0 .. $#_ ]);
            return $does ? &$does : undef;
        };
        ($name => $code);
    } @$names;
}

# ---------------------------------------------------------------------------
# Servers and clients. A server's alias is "server" and a client's "client".

my $port;

# Returns the port.
sub serve {
    my (%param) = @_;
    my $started = delete $param{Started};
    undef $port;
    POE::Component::Server::TCP->new(
        Address => '127.0.0.1',
        Alias   => 'server',
        $param{Acceptor} || $param{Session} ? () : (ClientInput => sub { }),
        %param,
        Started => sub {
            $port = port_of($_[HEAP]{listener}->getsockname);
            &$started if $started;
        },
    );
    return $port;
}

sub port_of {
    my ($name) = @_;
    my $family = defined $name ? sockaddr_family($name) : AF_UNIX;
    return undef if $family == AF_UNIX;
    return ($family == AF_INET ? unpack_sockaddr_in($name) : unpack_sockaddr_in6($name))[0];
}

sub end_server { $poe_kernel->post(server => 'shutdown'); return }

sub client {
    my ($to, %param) = @_;
    return POE::Component::Client::TCP->new(
        RemoteAddress => '127.0.0.1',
        RemotePort    => $to,
        Alias         => 'client',
        ServerInput   => sub { },
        ServerError   => sub { },
        %param,
    );
}

# Something to do in a while, in a session of its own.
sub end_after {
    my ($seconds, $code) = @_;
    session(
        _start => sub { $_[KERNEL]->delay(over => scaled($seconds)) },
        over   => $code,
    );
    return;
}

# ---------------------------------------------------------------------------
# Peers

# Connects to a port, or takes a socket that is connected. Code to run: connected, got (with the data),
# closed; each is given the peer.
sub peer {
    my ($to, %does) = @_;
    my $self = bless { received => '', %does }, __PACKAGE__;
    $self->{socket} = ref $to ? $to : _socket_to($to);
    session(
        _start => sub {
            $self->{session} = $_[SESSION]->ID;
            $_[KERNEL]->select_read($self->{socket}, 'ready');
            $self->_tell('connected');
        },
        ready => sub { $self->_read },
        leave => sub { $_[KERNEL]->select_read($self->{socket}) },
    );
    return $self;
}

sub _socket_to {
    my ($to) = @_;
    socket my $socket, AF_INET, SOCK_STREAM, 0              or die "socket: $!";
    connect $socket, pack_sockaddr_in($to, INADDR_LOOPBACK) or die "connect: $!";
    return $socket;
}

sub _tell {
    my ($self, $what, @more) = @_;
    $self->{$what}->($self, @more) if $self->{$what};
    return;
}

sub _read {
    my ($self) = @_;
    my $octets = sysread $self->{socket}, my $data, 65_536;
    return if !defined $octets and $! == EAGAIN;
    if ($octets) {
        $self->{received} .= $data;
        return $self->_tell(got => $data);
    }
    $self->{how} = defined $octets ? 'ended' : "$!";
    $self->leave;
    return $self->_tell('closed');
}

sub received { return $_[0]{received} }
sub how      { return $_[0]{how} }
sub handle   { return $_[0]{socket} }

sub say {
    my ($self, @lines) = @_;
    syswrite $self->{socket}, join '', map {"$_\n"} @lines;
    return;
}

sub half_close { shutdown $_[0]{socket}, 1; return }

# Reads no more, and closes.
sub leave {
    my ($self) = @_;
    $poe_kernel->call($self->{session}, 'leave') if fileno $self->{socket};
    close $self->{socket};
    return;
}

# Ends the connection by a reset.
sub reset {
    my ($self) = @_;
    setsockopt $self->{socket}, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0;
    return $self->leave;
}

# ---------------------------------------------------------------------------
# The other end for clients

# A socket that listens but on its own accepts nothing, and its port.
sub listener {
    my ($backlog) = @_;
    socket my $socket, AF_INET, SOCK_STREAM, 0         or die "socket: $!";
    bind $socket, pack_sockaddr_in(0, INADDR_LOOPBACK) or die "bind: $!";
    listen $socket, $backlog // 16                     or die "listen: $!";
    return ($socket, port_of(getsockname $socket));
}

# A session that accepts one connection after the other and makes a peer of each.
sub accepted_by {
    my ($socket, %does) = @_;
    session(
        _start => sub { $_[KERNEL]->select_read($socket, 'ready') },
        ready  => sub {
            accept my $new, $socket or return;
            peer($new, %does);
            $_[KERNEL]->select_read($socket) if !--$does{count};
        },
    );
    return;
}

1;
