package POE::Component::TCP::Linger;

# The end of a TLS connection on the client's side. A server says things that no program reads, such as
# tickets for later sessions; a socket that is closed before they are read makes the system reset the
# connection, and output on its way may be lost. So the socket says that it has ended, and stays until
# the other end has, too, or for two seconds.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno qw(EAGAIN);

use POE::Session;

use constant { FIRST => 'tcp_linger_begin', READ => 'tcp_linger_read', OVER => 'tcp_linger_over' };

use constant SECONDS => 2;

sub handlers { return (FIRST, \&_begin, READ, \&_read, OVER, \&_over) }

sub _kernel { return $POE::Kernel::poe_kernel }

# The wheel of that socket is about to go, and its watchers with it: the rest has to wait for that.
sub ask_for {
    my ($socket, $driver) = @_;
    _kernel()->yield(FIRST, $socket, $driver);
    return;
}

sub _begin {
    my $client = shift;
    my ($socket, $driver) = @_[ ARG0, ARG1 ];
    $driver->end_output;
    shutdown $socket, 1;
    my $number = fileno $socket;
    my $alarm  = _kernel()->delay_set(OVER, SECONDS, $number);
    $client->{lingering}{$number} = [ $socket, $driver, $alarm ];
    _kernel()->select_read($socket, READ);
    return;
}

sub _read {
    my $client = shift;
    my $socket = $_[ARG0];
    my $octets = sysread $socket, my $ignored, 65_536;
    return if $octets or !defined $octets and $! == EAGAIN;
    _end($client, fileno $socket);
    return;
}

sub _over {
    my $client    = shift;
    my $lingering = $client->{lingering}{ $_[ARG0] } or return;
    undef $lingering->[2];
    _end($client, $_[ARG0]);
    return;
}

sub _end {
    my ($client, $number) = @_;
    my $lingering = delete $client->{lingering}{$number} or return;
    my ($socket, undef, $alarm) = @$lingering;
    _kernel()->alarm_remove($alarm) if defined $alarm;
    _kernel()->select_read($socket);
    return;
}

1;
