package POE::XS::Probe::Web::Address;

use strict;
use warnings;

our $VERSION = '2.000';

# Where the page listens, and the names that a request may have for it. Each is compared as text: a name that is
# looked up, or a number that is read generously, could be made to mean this address by anybody.

use Socket qw(
    AF_INET AF_INET6 IPPROTO_IPV6 IPV6_V6ONLY SOCK_STREAM SOL_SOCKET SO_REUSEADDR
    inet_ntop inet_pton pack_sockaddr_in pack_sockaddr_in6 sockaddr_family unpack_sockaddr_in
    unpack_sockaddr_in6
);

use constant BACKLOG => 16;

my %loopback = ('127.0.0.1' => '127.0.0.1', 'localhost' => '127.0.0.1', '[::1]' => '::1');

# The family and the packed address of "HOST:PORT". Dies where it is none that is allowed.
sub parse {
    my ($text, $anywhere) = @_;
    my ($host, $port)     = $text =~ /\A(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+):(\d{1,5})\z/;
    die qq{"$text" is no address: 127.0.0.1:0 is one\n} if !defined $port or $port > 65_535;
    my $address = $loopback{$host};
    if (!defined $address) {
        die qq{$host is not an address of this machine alone, and the program does not allow others}
            . qq{ (http_anywhere)\n}
            if !$anywhere;
        $address = $host =~ s/\A\[|\]\z//gr;
    }
    my $family = $address =~ /:/ ? AF_INET6 : AF_INET;
    my $number = inet_pton($family, $address);
    die qq{"$host" is no address in numbers\n} if !defined $number;
    return (
        $family,
        $family == AF_INET6 ? pack_sockaddr_in6($port, $number) : pack_sockaddr_in($port, $number));
}

# A handle. Perl closes it when another program is executed.
sub listen_at {
    my ($family, $address) = @_;
    socket my $listener, $family, SOCK_STREAM, 0 or die "socket: $!\n";
    setsockopt $listener, SOL_SOCKET, SO_REUSEADDR, 1;
    setsockopt $listener, IPPROTO_IPV6, IPV6_V6ONLY, 1 if $family == AF_INET6;
    bind $listener, $address  or die text($address) . ": $!\n";
    listen $listener, BACKLOG or die text($address) . ": $!\n";
    return $listener;
}

# HOST:PORT
sub text {
    my ($address) = @_;
    my $is_six = sockaddr_family($address) == AF_INET6;
    my ($port, $number) = $is_six ? unpack_sockaddr_in6($address) : unpack_sockaddr_in($address);
    my $host = inet_ntop($is_six ? AF_INET6 : AF_INET, $number);
    return $is_six ? "[$host]:$port" : "$host:$port";
}

# Of the end of a connection that is ours: what Host may be. Where the program allows any address, its number, too.
sub hosts {
    my ($socket, $anywhere) = @_;
    my $here   = text(getsockname $socket);
    my ($port) = $here =~ /:(\d+)\z/;
    my @hosts  = map {"$_:$port"} '127.0.0.1', '[::1]', 'localhost';
    push @hosts, $here if $anywhere;
    return map { $_ => 1 } @hosts;
}

1;

__END__

=head1 NAME

POE::XS::Probe::Web::Address - where the page listens, and what it is called

=head1 DESCRIPTION

Addresses are compared as text, and numbers are read strictly.

=head1 FUNCTIONS

=head2 hosts($socket, $anywhere)

I<Returns> pairs of names that C<Host> may have on this connection, and 1.

=head2 listen_at($family, $address)

Dies with what the system says. I<Returns> a handle.

=head2 parse($text, $anywhere)

Dies unless it is C<HOST:PORT>, and of this machine or allowed. I<Returns> the family and the packed address.

=head2 text($address)

I<Returns> C<HOST:PORT>.

=head1 SEE ALSO

L<POE::XS::Probe::Web>

=cut
