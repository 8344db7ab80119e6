package POE::Component::TCP::Linger;

# The end of a connection whose other end may still be sending. A socket that is closed before all is
# read makes the system reset the connection, and output on its way may be lost: an answer to a request
# that was refused, or the last of what went over TLS, whose servers say things that no program reads. So
# the socket says that it has ended, and stays until the other end has, too, or for some seconds.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno      qw(EAGAIN);
use List::Util qw(min);

use POE::Session;
use POE::XS ();

use constant { FIRST => 'tcp_linger_begin', READ => 'tcp_linger_read', OVER => 'tcp_linger_over' };

# How long nothing may come; how long a client that was refused may go on.
use constant { SECONDS => 2, LONGEST => 30 };

# One of them is an array; the events for it carry it.
use constant { SOCKET => 0, DRIVER => 1, ALARM => 2, ENDS => 3 };

sub _kernel { return $POE::Kernel::poe_kernel }

# For sessions that have these states from the beginning.
sub handlers { return (FIRST, \&_begin, READ, \&_read, OVER, \&_over) }

# The wheel of that socket is about to go, and its watchers with it: the rest has to wait for that.
sub ask_for {
    my ($socket, $driver) = @_;
    _kernel()->yield(FIRST, bless([ $socket, $driver, undef, 0 ], __PACKAGE__));
    return;
}

# The same for a session that gets the states only now, of a client that is told why and may go on for a
# while. The driver is undef without TLS.
sub begin_for_refused {
    my ($socket, $driver) = @_;
    my %handler = handlers();
    _kernel()->state($_, $handler{$_}) for sort keys %handler;
    my $self = bless [ $socket, $driver, undef, POE::XS::steady() + LONGEST ], __PACKAGE__;
    _kernel()->yield(FIRST, $self);
    return $self;
}

sub _begin {
    my $self   = $_[ARG0];
    my $socket = $self->[SOCKET] or return;
    $self->[DRIVER]->end_output if $self->[DRIVER];
    shutdown $socket, 1;
    $self->[ALARM] = _kernel()->delay_set(OVER, SECONDS, $self);
    _kernel()->select_read($socket, READ, $self);
    return;
}

sub _read {
    my ($socket, $self) = @_[ ARG0, ARG2 ];
    my $octets = sysread $socket, my $ignored, 65_536;
    return            if !defined $octets and $! == EAGAIN;
    return $self->end if !$octets;
    my $left = min(SECONDS, $self->[ENDS] - POE::XS::steady());
    _kernel()->delay_adjust($self->[ALARM], $left) if $left > 0;
    return;
}

sub _over {
    my $self = $_[ARG0];
    undef $self->[ALARM];
    $self->end;
    return;
}

sub end {
    my ($self) = @_;
    my ($socket, $driver, $alarm) = splice @$self;
    return                          if !$socket;
    _kernel()->alarm_remove($alarm) if defined $alarm;
    _kernel()->select_read($socket);
    return;
}

1;
