package POE::Wheel::SocketFactory::Pause;

# While a process has no descriptor left, a listening socket stays ready and accept keeps failing.
# The socket is then let alone for a moment, so that failing does not take all of the processor.
# The pause is an object that an alarm carries: whether the alarm comes or the program removes it,
# the object goes, and the socket is watched again.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno qw(EMFILE ENFILE ENOBUFS ENOMEM);

my $SECONDS = 0.05;

my %HELPS_AGAINST = map { $_ => 1 } EMFILE, ENFILE, ENOBUFS, ENOMEM;

sub helps_against { return $HELPS_AGAINST{ $_[0] } }

sub _kernel { return $POE::Kernel::poe_kernel }

sub _alarm_of {
    my ($state) = @_;
    return "$state (pause)";
}

# $is_wanted tells at the end whether the socket is to be watched again.
sub begin {
    my ($handle, $state, $is_wanted) = @_;
    my ($kernel, $alarm) = (_kernel(), _alarm_of($state));
    return if $kernel->get_active_session == $kernel;    # all was stopped
    my $pause = bless [ $handle, $is_wanted ], __PACKAGE__;
    $kernel->select_pause_read($handle);
    $kernel->state($alarm, sub { });
    $kernel->delay($alarm, $SECONDS, $pause);
    return;
}

# For the wheel that ends.
sub forget {
    my ($state) = @_;
    my $alarm = _alarm_of($state);
    _kernel()->delay($alarm);
    _kernel()->state($alarm);
    return;
}

sub DESTROY {
    my ($self) = @_;
    my ($handle, $is_wanted) = @$self;
    return if !defined _kernel() or !$is_wanted or !$is_wanted->();
    _kernel()->select_resume_read($handle);
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::SocketFactory::Pause - lets a listener alone while there are no descriptors

=head1 DESCRIPTION

Behind L<POE::Wheel::SocketFactory> and L<POE::Wheel::ListenAccept>. Programs have no need of it.

=head1 FUNCTIONS

=head2 begin($handle, $state, $is_wanted)

Pauses the read watcher of a handle for a twentieth of a second. C<$state> is the name of the
wheel's state, C<$is_wanted> a function that tells, when the time is over, whether the watcher is
to be resumed.

=head2 forget($state)

Ends the pause of a wheel that goes.

=head2 helps_against($errno)

I<Returns> whether waiting may help: for C<EMFILE>, C<ENFILE>, C<ENOBUFS> and C<ENOMEM>.

=head1 SEE ALSO

L<POE::Wheel::SocketFactory>, L<POE::Wheel::ListenAccept>

=cut
