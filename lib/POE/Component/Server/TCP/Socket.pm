package POE::Component::Server::TCP::Socket;

# A SocketFactory around a socket that listens already: one of those that a server opens with options
# of its own, or was given. Such a wheel can have others beside it, which pause, resume and end with it.

use strict;
use warnings;

our $VERSION = '2.000';
our @ISA     = ('POE::Wheel::SocketFactory');

use Errno  qw(EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT);
use Socket qw(
    AF_INET AF_INET6 AF_UNIX AI_PASSIVE IPPROTO_IPV6 IPPROTO_TCP IPV6_V6ONLY NI_NUMERICHOST
    NIx_NOSERV SOCK_STREAM SOL_SOCKET SOMAXCONN SO_REUSEADDR SO_REUSEPORT getaddrinfo getnameinfo
    sockaddr_family unpack_sockaddr_in unpack_sockaddr_in6 unpack_sockaddr_un
);

use POE::Wheel                         ();
use POE::Wheel::SocketFactory          ();
use POE::Wheel::SocketFactory::Address ();

# Behind the slots of SocketFactory.
use constant { OTHERS => 13, FILE => 14 };

use constant SLOTS => 13;

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# Opening. Each of these returns handles, or undef and a failure: operation, number, text.

sub _failure {
    my ($operation, $errno) = @_;
    $! = $errno if defined $errno;
    my $message = $!;
    return (undef, $operation, $! + 0, $message);
}

# Where to listen: Domain, Address, Port; how: ReusePort, UnlinkSocket.
sub open_all {
    my ($where) = @_;
    return _open_dual($where) if $where->{Domain} eq 'dual';
    _remove_dead($where->{Address})
        if $where->{UnlinkSocket}
        and $where->{Domain} == AF_UNIX
        and defined $where->{Address};
    return _open($where, $where->{Domain}, $where->{Address}, $where->{Port});
}

# Both families. Without an address one socket takes all; where the system has no IPv6, it is IPv4's.
sub _open_dual {
    my ($where) = @_;
    my ($address, $port) = @$where{qw(Address Port)};
    return _open_each($where, $address, $port) if defined $address;
    my ($handle, @failure) = _open($where, AF_INET6, undef, $port, 0);
    return $handle           if $handle;
    return (undef, @failure) if $failure[1] != EAFNOSUPPORT and $failure[1] != EADDRNOTAVAIL;
    return _open($where, AF_INET, undef, $port);
}

# How often the system may choose a port that another program has in the other family.
use constant TRIES => 20;

# A name can stand for addresses of both. They share the port, also one that the system chose.
sub _open_each {
    my ($where, $name, $port) = @_;
    my ($error, @found)
        = getaddrinfo($name, $port, { socktype => SOCK_STREAM, flags => AI_PASSIVE });
    return (undef, 'getaddrinfo', EADDRNOTAVAIL, "$error") if $error;
    my @opened;
    for (1 .. ($port ? 1 : TRIES)) {
        @opened = _open_found($where, $port, @found);
        last if $opened[0] or $opened[2] != EADDRINUSE;
    }
    return @opened;
}

sub _open_found {
    my ($where, $port, @found) = @_;
    my @handles;
    for my $found (@found) {
        my (undef, $address) = getnameinfo($found->{addr}, NI_NUMERICHOST, NIx_NOSERV);
        my ($handle, @failure) = _open($where, $found->{family}, $address, $port, 1);
        return (undef, @failure) if !$handle;
        push @handles, $handle;
        $port = _port_of($handle);
    }
    return @handles;
}

sub _port_of {
    my ($handle) = @_;
    my $name = getsockname $handle;
    return (
        sockaddr_family($name) == AF_INET ? unpack_sockaddr_in($name) : unpack_sockaddr_in6($name))
        [0];
}

# $only_ipv6: of an IPv6 socket, whether it leaves IPv4 alone; undef for what the system is set to.
sub _open {
    my ($where, $domain, $address, $port, $only_ipv6) = @_;
    my $known = POE::Wheel::SocketFactory::Address::domain($domain)
        or return (
        undef, domain => 0,
        "SocketDomain $domain is currently unsupported on this platform"
        );
    my $protocol = $known->{is_local} ? 0 : IPPROTO_TCP;
    my ($packed, @failure)
        = $known->{to_bind}
        ->($address, $port, { name => 'tcp', protocol => $protocol, type => SOCK_STREAM });
    return _failure(@failure) if !defined $packed;
    socket my $handle, $domain, SOCK_STREAM, $protocol or return _failure('socket');
    _set($handle, SOL_SOCKET, SO_REUSEADDR, 1)         or return _failure('setsockopt');
    _set($handle, SOL_SOCKET, SO_REUSEPORT, 1)
        or return _failure('setsockopt')
        if $where->{ReusePort};
    _set($handle, IPPROTO_IPV6, IPV6_V6ONLY, $only_ipv6)
        or return _failure('setsockopt')
        if $domain == AF_INET6 and defined $only_ipv6;
    bind $handle, $packed     or return _failure('bind');
    listen $handle, SOMAXCONN or return _failure('listen');
    return $handle;
}

sub _set {
    my ($handle, $level, $option, $value) = @_;
    return setsockopt $handle, $level, $option, pack 'i', $value;
}

# The file of a server that is no more. One that somebody still listens on is left alone.
sub _remove_dead {
    my ($path) = @_;
    return if $path =~ /\0/ or !-S $path;
    my ($packed) = POE::Wheel::SocketFactory::Address::domain(AF_UNIX)->{to_connect}->($path);
    return if !defined $packed;
    socket my $probe, AF_UNIX, SOCK_STREAM, 0 or return;
    return       if connect $probe, $packed;
    unlink $path if $!{ECONNREFUSED};
    return;
}

# ---------------------------------------------------------------------------
# The wheel

# One for several handles. Events are SocketFactory's.
sub adopt {
    my ($class, $unlink, @handles) = @_;
    my ($self, @others) = map { $class->_adopt($_, $unlink) } @handles;
    $self->[OTHERS] = \@others;
    return $self;
}

sub _adopt {
    my ($class, $handle, $unlink) = @_;
    my $name   = getsockname $handle;
    my $domain = sockaddr_family($name);
    my $self   = $class->_blank($handle, $domain);
    $self->[FILE] = _identity(unpack_sockaddr_un($name)) if $unlink and $domain == AF_UNIX;
    $self->_define_accept_state;
    return $self;
}

# What stands in the heap when nothing could be opened.
sub useless {
    my ($class) = @_;
    return $class->_blank(undef, AF_INET);
}

sub _blank {
    my ($class, $handle, $domain) = @_;
    my @slots = (undef) x SLOTS;
    @slots[
        $class->MY_SOCKET_HANDLE, $class->MY_UNIQUE_ID, $class->MY_SOCKET_DOMAIN,
        $class->MY_EVENT_SUCCESS, $class->MY_EVENT_FAILURE
        ]
        = (
        $handle, POE::Wheel::allocate_wheel_id(), $domain, 'tcp_server_got_connection',
        'tcp_server_got_error'
        );
    return bless [ @slots, [], undef ], $class;
}

# Path, and what the system knows the file by.
sub _identity {
    my ($path) = @_;
    return if $path =~ /\0/;    # a name without a file
    my ($device, $inode) = lstat $path or return;
    return [ $path, $device, $inode, $$ ];
}

sub _each {
    my ($self, $method) = @_;
    my $done = $self->$method;
    $_->$method for @{ $self->[OTHERS] };
    return $done;
}

sub pause_accept {
    my ($self) = @_;
    return $self->_each('SUPER::pause_accept');
}

sub resume_accept {
    my ($self) = @_;
    return $self->_each('SUPER::resume_accept');
}

# The names of all of its sockets.
sub getsocknames {
    my ($self) = @_;
    return map { $_->getsockname } $self, @{ $self->[OTHERS] };
}

sub DESTROY {
    my ($self) = @_;
    my $file = $self->[FILE];
    $self->SUPER::DESTROY;
    return if !$file                        or $file->[3] != $$;
    my ($device, $inode) = lstat $file->[0] or return;
    unlink $file->[0] if $device == $file->[1] and $inode == $file->[2];
    return;
}

1;
