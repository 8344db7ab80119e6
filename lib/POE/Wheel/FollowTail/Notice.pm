package POE::Wheel::FollowTail::Notice;

# What lets a poll come before its time: a wheel's share in the process's inotify descriptor.
#
# A notice travels with the wheel's alarm, as its argument, from each alarm to the next. So it
# lives exactly as long as the alarm is pending: when the wheel goes, the session stops or the
# program removes its alarms, what was watched is watched no more, and keeps nobody alive.

use strict;
use warnings;

our $VERSION = '2.000';

use Fcntl        qw(O_RDONLY);
use Scalar::Util qw(refaddr weaken);

use POE::Wheel::FollowTail::Inotify ();

# Nothing, where the system cannot notify.
sub new {
    my ($class, $state) = @_;
    return unless POE::Wheel::FollowTail::Inotify::is_available();
    my $session = $POE::Kernel::poe_kernel->get_active_session->ID;
    return bless { state => $state, session => $session, entries => {}, is_soon => 1 }, $class;
}

# An object of one interpreter.
sub CLONE_SKIP { return 1 }

# ---------------------------------------------------------------------------
# For the timer

# Whether this poll was brought forward, asked once.
sub was_early {
    my ($self) = @_;
    return delete $self->{was_early};
}

sub expect_alarm {
    my ($self, $seconds) = @_;
    $self->{is_soon} = $seconds <= 0;
    return;
}

# From now on hear of these open files, and of files that get these names. Nothing else.
sub follow {
    my ($self, $handles, @names) = @_;
    my $hub = $self->_hub or return;
    my %wanted;
    for my $handle (@$handles) {
        my $entry = $hub->file($handle) or next;
        $wanted{ $entry->{key} } = [ $entry, '' ];
    }
    for my $path (@names) {
        my ($folder, $name) = $path =~ m{\A(.*/)?([^/]+)\z}s or next;
        sysopen my $handle, $folder // '.', O_RDONLY         or next;
        my $entry = $hub->folder($handle)                    or next;
        push @{ $wanted{ $entry->{key} } //= [$entry] }, $name;
    }
    $self->_want(\%wanted);
    return;
}

# ---------------------------------------------------------------------------
# What is watched

# The hub of this process: after a fork the child makes its own.
sub _hub {
    my ($self) = @_;
    my $hub = $self->{hub};
    return $hub if $hub and $hub->is_mine;
    $self->{entries} = {};
    $hub = $self->{hub} = POE::Wheel::FollowTail::Inotify::hub() or return;
    $hub->enter($self);
    return $hub;
}

sub _want {
    my ($self, $wanted) = @_;
    my $had = $self->{entries};
    for my $key (grep { !$wanted->{$_} or $wanted->{$_}[0] != $had->{$_} } keys %$had) {
        $self->{hub}->ignore($self, delete $had->{$key});
    }
    for my $key (keys %$wanted) {
        my ($entry, @names) = @{ $wanted->{$key} };
        $entry->{listeners}{ refaddr $self } = [ $self, @names ];
        weaken($entry->{listeners}{ refaddr $self }[0]);
        $had->{$key} = $entry;
    }
    return;
}

# Something happened. An alarm that is due anyway stays as it is.
sub bring_forward {
    my ($self) = @_;
    return if $self->{is_soon};
    $self->{is_soon} = $self->{was_early} = 1;
    $POE::Kernel::poe_kernel->delay($self->{state}, 0, $self);
    return;
}

sub DESTROY {
    my ($self) = @_;
    my $hub = delete $self->{hub} or return;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT';
    $hub->ignore($self, $_) for values %{ $self->{entries} };
    $hub->quit($self);
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::FollowTail::Notice - lets a poll of a FollowTail come before its time

=head1 DESCRIPTION

A L<POE::Wheel::FollowTail> that polls has one, if the system can notify. It is an argument of the
wheel's alarm, and lives as long as that; so it is not to be kept elsewhere. What it hears of comes
through L<POE::Wheel::FollowTail::Inotify>. Programs have no need of it.

=head1 METHODS

=head2 bring_forward()

Makes the alarm that is pending come at once.

=head2 expect_alarm($seconds)

The timer says when its next alarm will come.

=head2 follow(\@handles, @names)

From now on hears of these open files, and of files that get these names, and of nothing else.

=head2 new($state)

I<Returns> a new object for the wheel of the active session that has this state; nothing if the
system cannot notify.

=head2 was_early()

I<Returns> whether the poll was brought forward. True once.

=head1 SEE ALSO

L<POE::Wheel::FollowTail>, L<POE::Wheel::FollowTail::Timer>

=cut
