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
    my $alarm = _alarm_of($state);
    my $pause = bless [ $handle, $is_wanted ], __PACKAGE__;
    _kernel()->select_pause_read($handle);
    _kernel()->state($alarm, sub { });
    _kernel()->delay($alarm, $SECONDS, $pause);
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
