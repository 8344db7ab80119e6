package POE::Wheel::SocketFactory::Protocol;

# Names and numbers of Internet protocols. The two that matter are known without the system's list,
# which small installations do without.

use strict;
use warnings;

our $VERSION = '2.000';

use Socket qw(IPPROTO_TCP IPPROTO_UDP);

my %NUMBER_OF = (tcp => IPPROTO_TCP, udp => IPPROTO_UDP);
my %NAME_OF   = reverse %NUMBER_OF;

# The name and number of a protocol given by either; or undef and the look-up that failed.
sub find {
    my ($wanted) = @_;
    $! = 0;    # a look-up that finds nothing may leave it alone
    return _by_number($wanted) if $wanted =~ /\A[0-9]+\z/;
    return _by_name($wanted);
}

sub _by_number {
    my ($number) = @_;
    my $name = $NAME_OF{$number} // getprotobynumber $number;
    return defined $name ? ($name, 0 + $number) : (undef, 'getprotobynumber');
}

sub _by_name {
    my ($wanted) = @_;
    return (lc $wanted, $NUMBER_OF{ lc $wanted }) if exists $NUMBER_OF{ lc $wanted };
    my ($name, undef, $number) = getprotobyname $wanted;
    return defined $name ? ($name, $number) : (undef, 'getprotobyname');
}

1;

__END__

=head1 NAME

POE::Wheel::SocketFactory::Protocol - names and numbers of Internet protocols

=head1 DESCRIPTION

Behind L<POE::Wheel::SocketFactory>. Programs have no need of it.

=head1 FUNCTIONS

=head2 find($name_or_number)

I<Returns> the name and the number of a protocol; or undef and the name of the look-up that failed,
with the reason in C<$!>.

=head1 SEE ALSO

L<POE::Wheel::SocketFactory>

=cut
