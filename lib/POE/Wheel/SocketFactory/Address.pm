package POE::Wheel::SocketFactory::Address;

# The addresses of each socket domain: from what a program writes to what the system takes, and
# what a program is told of a peer.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = ('POE::Wheel::SocketFactory');

use Carp   qw(carp shortmess);
use Errno  qw(EADDRNOTAVAIL ENAMETOOLONG ENOENT);
use Socket qw(
    AF_INET AF_INET6 AF_UNIX AI_NUMERICHOST AI_PASSIVE EAI_NONAME INADDR_ANY getaddrinfo inet_aton
    pack_sockaddr_in pack_sockaddr_un unpack_sockaddr_in unpack_sockaddr_in6 unpack_sockaddr_un
);

# to_bind and to_connect take an address, a port and the socket's { name, protocol, type }. They
# return a packed address; or undef, the operation that failed and its error number.
# answer takes what was written of an address that is_name, its port, what failed when it was looked up, and the
# addresses that were found, and returns the same as those; place is where the program wrote it.
# peer takes a packed address and returns what events tell of it: address and port.
my @domains = ({
        number     => AF_INET,
        to_bind    => \&_inet_to_bind,
        to_connect => \&_inet_to_connect,
        answer     => \&_inet_answer,
        peer       => sub { return reverse unpack_sockaddr_in($_[0]) },
    },
    {
        number     => AF_UNIX,
        is_local   => 1,
        to_bind    => \&_unix,
        to_connect => \&_unix,
        peer       => sub {
            return (scalar eval { unpack_sockaddr_un($_[0]) }, undef);
        },
    },
    {
        number     => AF_INET6,
        to_bind    => \&_inet6_to_bind,
        to_connect => \&_inet6_to_connect,
        answer     => \&_inet6_answer,
        peer       => sub { return (unpack_sockaddr_in6($_[0]))[ 1, 0 ] },
    },
);
my %DOMAIN = map { $_->{number} => $_ } @domains;

sub default_domain { return AF_INET }

# The entry of a domain number, or undef.
sub domain { return $DOMAIN{ $_[0] } }

# ---------------------------------------------------------------------------
# What the Internet domains have in common

use constant HIGHEST_PORT => 65_535;

# Undef for a service that nobody knows, and for a number that no port has: what packs it, and the
# resolver, would take its lower bits, which are another port.
sub _port {
    my ($port, $protocol) = @_;
    return scalar getservbyname $port, $protocol if $port =~ /\D/a;
    return $port eq '' ? 0 : $port > HIGHEST_PORT ? undef : $port;
}

sub _unknown {
    my ($operation) = @_;
    return (undef, $operation, EADDRNOTAVAIL);
}

# A port's number; or undef, an operation and an error number.
sub port {
    my ($port, $protocol) = @_;
    my $number = _port($port, $protocol);
    return defined $number ? $number : _unknown('getservbyname');
}

# What somebody has to be asked about: no address of any family, nor of this machine, whose address is known to it.
sub is_name {
    my ($address, $family) = @_;
    return 0 if $address !~ /\A[\x21-\x7e\xa0-\xff]+\z/ or $address =~ /:|\Alocalhost\z/i;
    my ($error) = getaddrinfo($address, undef, { family => $family, flags => AI_NUMERICHOST });
    return $error == EAI_NONAME;
}

sub place { return shortmess('') }

# ---------------------------------------------------------------------------
# IPv4

sub _pack_inet {
    my ($ip, $port) = @_;
    my $packed = eval { pack_sockaddr_in($port, $ip) };
    return defined $packed ? $packed : (undef, 'pack_sockaddr_in');
}

# Four characters are a packed address, even if they are a name.
sub _inet_to_bind {
    my ($address, $port, $socket) = @_;
    my $ip
        = !defined $address     ? INADDR_ANY
        : length($address) == 4 ? $address
        :                         inet_aton($address);
    return _unknown('inet_aton') if !defined $ip;
    my $number = _port($port // 0, $socket->{name});
    return defined $number ? _pack_inet($ip, $number) : _unknown('getservbyname');
}

# Four characters are a packed address only if they are no name.
sub _inet_to_connect {
    my ($address, $port, $socket) = @_;
    my $number = _port($port, $socket->{name});
    return _unknown('getservbyname') if !defined $number;
    my $may_be_packed = length($address) == 4;
    my $ip            = $may_be_packed && $address =~ /[^\w.-]/a ? $address : inet_aton($address);
    $ip //= $address if $may_be_packed;
    return defined $ip ? _pack_inet($ip, $number) : _unknown('inet_aton');
}

sub _inet_answer {
    my ($address, $port, $place, $error, $first) = @_;
    return $first->{addr} if $first;
    return length($address) == 4 ? _pack_inet($address, $port) : _unknown('inet_aton');
}

# ---------------------------------------------------------------------------
# IPv6

sub _inet6 {
    my ($address, $port, $socket, $flags) = @_;
    my $number = _port($port // 0, $socket->{name});
    return _unknown('getservbyname') if !defined $number;
    my ($error, $first) = getaddrinfo(
        $address, $number,
        {
            family   => AF_INET6,
            socktype => $socket->{type},
            protocol => $socket->{protocol},
            flags    => $flags,
        });
    return $first->{addr} if $first;
    carp $error;
    return _unknown('getaddrinfo');
}

sub _inet6_answer {
    my ($address, $port, $place, $error, $first) = @_;
    return $first->{addr} if $first;
    warn "$error$place";
    return _unknown('getaddrinfo');
}

# No address at all, or the one that stands for all; but an empty one is the loopback's.
my %IS_ANY = map { $_ => 1 } '::', "\0" x 16;

sub _inet6_to_bind {
    my ($address, $port, $socket) = @_;
    return _inet6($address, $port, $socket, 0) if defined $address and !$IS_ANY{$address};
    return _inet6(undef, $port, $socket, AI_PASSIVE);
}

sub _inet6_to_connect {
    my ($address, $port, $socket) = @_;
    return _inet6($address, $port, $socket, 0);
}

# ---------------------------------------------------------------------------
# Sockets of this machine. A path that begins with NUL is a name of the abstract name space.

# What does not come out of an address as it went in was cut off: that is the address of another.
sub _unix {
    my ($path) = @_;
    utf8::encode($path)     if utf8::is_utf8($path);    # as packing takes it
    return _no_path(ENOENT) if $path eq '' or $path eq "\0" or $path =~ /\A[^\0]+\0/;
    my $packed = do {
        local $SIG{__WARN__} = sub { };                 # of cutting it off
        pack_sockaddr_un($path);
    };
    return unpack_sockaddr_un($packed) eq $path ? $packed : _no_path(ENAMETOOLONG);
}

sub _no_path {
    my ($errno) = @_;
    return (undef, 'pack_sockaddr_un', $errno);
}

1;

__END__

=head1 NAME

POE::Wheel::SocketFactory::Address - addresses of the socket domains

=head1 DESCRIPTION

Behind L<POE::Wheel::SocketFactory>. Programs have no need of it.

=head1 FUNCTIONS

=head2 default_domain()

I<Returns> C<AF_INET>.

=head2 domain($number)

I<Returns> what there is to know of a domain, in a hash: its C<number>; C<is_local>, if it is that
of sockets of this machine; and three functions. C<to_bind> and C<to_connect> take an address, a
port and a hash of the socket's C<protocol>, C<name> (of the protocol) and C<type>; they return a
packed address, or undef, the operation that failed and an error number. C<answer>, for names, takes what was written, the
port's number, where that was written, what failed when it was looked up, and the addresses that were found, and returns the
same. C<peer> takes a packed address and returns the address and port that are told to programs. Undef for a domain that is
not known.

=head2 is_name($address, $family)

I<Returns> whether an address is a name that somebody has to be asked about.

=head2 place()

I<Returns> the end of a message at the program's line.

=head2 port($port, $protocol)

I<Returns> the number of a port or service; or undef, an operation and an error number.

=head1 SEE ALSO

L<POE::Wheel::SocketFactory>, L<Socket>

=cut
