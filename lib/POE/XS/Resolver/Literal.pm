package POE::XS::Resolver::Literal;

# What is an address already, and needs nobody to be asked.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno        qw(ENAMETOOLONG);
use Scalar::Util qw(dualvar);
use Socket       qw(
    AF_UNIX AF_UNSPEC AI_NUMERICHOST AI_NUMERICSERV EAI_NONAME SOCK_STREAM getaddrinfo pack_sockaddr_un
);

use constant LONGEST_PATH => 107;

# What failed or undef, and addresses, as the threads give them; nothing for a name.
sub addresses {
    my ($host, $service, $family, $type, $protocol, $flags) = @_;
    return _path($host, $type) if defined $host    and _is_path($host, $family);
    return                     if defined $service and $service =~ /[^0-9]/;
    my ($error, @found) = getaddrinfo(
        $host, $service,
        {
            family   => $family,
            socktype => $type,
            protocol => $protocol,
            flags    => $flags | AI_NUMERICSERV | (defined $host ? AI_NUMERICHOST : 0),
        });
    return if $error and $error == EAI_NONAME and !($flags & AI_NUMERICHOST) and defined $host;
    return ($error ? $error : undef, @found);
}

sub _is_path {
    my ($host, $family) = @_;
    return $host =~ m{\A/} && ($family == AF_UNSPEC || $family == AF_UNIX);
}

# A longer one would be cut off.
sub _path {
    my ($path, $type) = @_;
    return dualvar(EAI_NONAME, do { local $! = ENAMETOOLONG; "$!" }) if length $path > LONGEST_PATH;
    my %address = (
        family    => AF_UNIX,
        socktype  => $type || SOCK_STREAM,
        protocol  => 0,
        addr      => pack_sockaddr_un($path),
        canonname => undef,
    );
    return (undef, \%address);
}

1;

__END__

=head1 NAME

POE::XS::Resolver::Literal - addresses that need no look-up

=head1 DESCRIPTION

Behind L<POE::XS::Resolver>. Programs have no need of it.

=head1 FUNCTIONS

=head2 addresses($host, $service, $family, $type, $protocol, $flags)

I<Returns> what failed or undef, and a hash reference for each address, if the host is an address in digits or a path
from the root, and the service a number or not given; otherwise nothing.

=head1 SEE ALSO

L<POE::XS::Resolver>

=cut
