package POE::Pipe::Inet;

# Two connected Internet sockets of this process, for systems that have nothing better. Anybody on the
# machine can connect to the listening socket first, so both ends make sure who the other is.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno      qw(EAGAIN EALREADY EINPROGRESS EINTR EWOULDBLOCK);
use IO::Handle ();
use Socket     qw(
    INADDR_LOOPBACK PF_INET SOCK_STREAM SOL_SOCKET SO_ERROR SO_REUSEADDR SOMAXCONN
    pack_sockaddr_in
);
use Time::HiRes qw(CLOCK_MONOTONIC clock_gettime);

sub PATIENCE () {5}

sub pair {
    my $listener  = _listener() or return;
    my $connector = _socket()   or return;
    return unless _begin_connect($connector, getsockname $listener);
    my $accepted = _accept_from($listener, getsockname $connector) or return;
    return unless _is_connected($connector);
    $_->blocking(1) for $connector, $accepted;
    return ($connector, $accepted);
}

sub _socket {
    socket my $socket, PF_INET, SOCK_STREAM, 0 or return;
    $socket->blocking(0);
    return $socket;
}

sub _listener {
    my $socket = _socket()                                    or return;
    setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, pack 'i', 1 or return;
    bind $socket, pack_sockaddr_in(0, INADDR_LOOPBACK)        or return;
    listen $socket, SOMAXCONN                                 or return;
    return $socket;
}

sub _begin_connect {
    my ($socket, $address) = @_;
    return 1 if connect $socket, $address;
    return $! == EINPROGRESS || $! == EALREADY;
}

# Whoever else comes is turned away.
sub _accept_from {
    my ($listener, $wanted) = @_;
    my $ends = _now() + PATIENCE;
    while (_now() <= $ends) {
        _wait(read => $listener, $ends) or next;
        my $peer = accept my ($accepted), $listener;
        return $accepted if defined $peer and $peer eq $wanted;
        return           if !$peer        and !_is_passing($!);
    }
    return;
}

sub _now { return clock_gettime(CLOCK_MONOTONIC) }

sub _is_passing { return $_[0] == EAGAIN || $_[0] == EWOULDBLOCK || $_[0] == EINTR }

sub _is_connected {
    my ($socket) = @_;
    _wait(write => $socket, _now() + PATIENCE) or return 0;
    my $error = unpack 'i', getsockopt $socket, SOL_SOCKET, SO_ERROR;
    $! = $error if $error;
    return !$error;
}

sub _wait {
    my ($mode, $handle, $ends) = @_;
    my $bits = '';
    vec($bits, fileno $handle, 1) = 1;
    my $left = $ends - _now();
    $left = 0 if $left < 0;
    my $found
        = $mode eq 'read'
        ? select $bits, undef, undef, $left
        : select undef, $bits, undef, $left;
    return $found > 0;
}

1;

__END__

=head1 NAME

POE::Pipe::Inet - two connected Internet sockets

=head1 DESCRIPTION

A part of L<POE::Pipe>, not for programs.

=head1 FUNCTIONS

=head2 pair()

I<Returns> two sockets that are connected with each other, or nothing, with the reason in C<$!>. It takes no
more than some seconds.

=head1 SEE ALSO

L<POE::Pipe>

=cut
