package WheelMakers;

# One wheel of each kind that needs no terminal, all used alike: made in a session, made to tell
# something, and asked how often it did.

use strict;
use warnings;

use Exporter qw(import);
use POE      qw(
    Wheel::ReadWrite Wheel::SocketFactory Wheel::ListenAccept Wheel::FollowTail Wheel::Run
    Filter::Line
);
use POETest;
use Socket;
use TailTest qw(append fresh_file interval);

our @EXPORT = qw(make_wheel wheel_kinds);

# Each is given a hash for what it needs, and returns the wheel. "poke" in that hash is code that makes
# the event "told" come once more.
my %maker = (
    'FollowTail by handle'     => \&_follow_handle,
    'FollowTail by name'       => \&_follow_name,
    'ListenAccept'             => \&_listen,
    'ReadWrite'                => \&_read_write,
    'Run'                      => \&_run,
    'SocketFactory, accepting' => \&_accept,
);

sub wheel_kinds { return sort keys %maker }

sub make_wheel {
    my ($kind, $needs) = @_;
    return $maker{$kind}->($needs);
}

sub _read_write {
    my ($needs) = @_;
    socketpair my $near, my $far, AF_UNIX, SOCK_STREAM, 0 or die "socketpair: $!";
    $needs->{far}  = $far;
    $needs->{poke} = sub { syswrite $far, "line\n" };
    return POE::Wheel::ReadWrite->new(
        Handle     => $near,
        Filter     => POE::Filter::Line->new,
        InputEvent => 'told',
        ErrorEvent => 'failed',
    );
}

sub _connect_to {
    my ($name) = @_;
    my @clients;
    return sub {
        socket my $client, AF_INET, SOCK_STREAM, 0 or die "socket: $!";
        connect $client, $name                     or die "connect: $!";
        push @clients, $client;
    };
}

sub _accept {
    my ($needs) = @_;
    my $wheel = POE::Wheel::SocketFactory->new(
        BindAddress  => '127.0.0.1',
        SuccessEvent => 'told',
        FailureEvent => 'failed',
    );
    $needs->{poke} = _connect_to($wheel->getsockname);
    return $wheel;
}

sub _listen {
    my ($needs) = @_;
    socket my $socket, AF_INET, SOCK_STREAM, 0         or die "socket: $!";
    bind $socket, pack_sockaddr_in(0, INADDR_LOOPBACK) or die "bind: $!";
    listen $socket, 16                                 or die "listen: $!";
    $needs->{poke} = _connect_to(getsockname $socket);
    return POE::Wheel::ListenAccept->new(
        Handle      => $socket,
        AcceptEvent => 'told',
        ErrorEvent  => 'failed',
    );
}

sub _follow {
    my ($needs, $file, @what) = @_;
    $needs->{poke} = sub { append($file, "line\n") };
    return POE::Wheel::FollowTail->new(
        @what,
        InputEvent   => 'told',
        ErrorEvent   => 'failed',
        PollInterval => interval(),
        Seek         => 0,
    );
}

sub _follow_name {
    my ($needs) = @_;
    my $file = fresh_file('');
    return _follow($needs, $file, Filename => $file);
}

sub _follow_handle {
    my ($needs) = @_;
    my $file = fresh_file('');
    open my $handle, '<', $file or die "$file: $!";
    return _follow($needs, $file, Handle => $handle);
}

sub _run {
    my ($needs) = @_;
    my $wheel = POE::Wheel::Run->new(
        Program     => ['cat'],
        StdoutEvent => 'told',
        ErrorEvent  => 'failed',
    );
    $needs->{pid} = $wheel->PID;
    my $stdin = $wheel->[ $wheel->HANDLE_STDIN ];
    $needs->{poke} = sub { syswrite $stdin, "line\n" };
    return $wheel;
}

1;
