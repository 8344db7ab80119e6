package POE::Component::Server::TCP::Given;

# Listening sockets from elsewhere: handles of the program, or descriptors that systemd opened and left
# for this process from 3 on.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Component::Server::TCP POE::Component::Server::TCP::Listener);

use Carp   qw(croak);
use Fcntl  qw(FD_CLOEXEC F_SETFD);
use Socket qw(SOCK_STREAM SOL_SOCKET SO_ACCEPTCONN SO_TYPE);

use constant FIRST_DESCRIPTOR => 3;

# Handles for what Listeners is set to; none if systemd has left nothing.
sub handles {
    my ($given) = @_;
    my @handles
        = ref $given eq 'ARRAY'                ? @$given
        : "$given" =~ /\Asystemd(?::(.+))?\z/s ? _from_systemd($1)
        :   croak 'Listeners must be an array reference, "systemd" or "systemd:NAME"';
    for my $handle (@handles) {
        croak 'Listeners must be sockets that listen' if !_listens($handle);
    }
    croak 'Listeners must not be empty' if ref $given and !@handles;
    return @handles;
}

sub _listens {
    my ($handle) = @_;
    return if !ref $handle or !defined fileno $handle;
    return _option($handle, SO_ACCEPTCONN) && _option($handle, SO_TYPE) == SOCK_STREAM;
}

sub _option {
    my ($handle, $option) = @_;
    my $packed = getsockopt $handle, SOL_SOCKET, $option;
    return defined $packed ? unpack 'i', $packed : 0;
}

# Those for another process, such as the parent of this one, are not ours.
sub _from_systemd {
    my ($name) = @_;
    my ($process, $count, $names) = @ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES)};
    return if ($process // '') ne $$ or ($count // '') !~ /\A[1-9][0-9]*\z/;
    my @names  = split /:/, $names // '';
    my @wanted = grep { !defined $name or $name eq ($names[$_] // 'unknown') } 0 .. $count - 1;
    return map { _handle_of(FIRST_DESCRIPTOR + $_) } @wanted;
}

sub _handle_of {
    my ($descriptor) = @_;
    open my $handle, '+<&=', $descriptor or croak "Listeners: descriptor $descriptor: $!";
    fcntl $handle, F_SETFD, FD_CLOEXEC;
    return $handle;
}

1;
