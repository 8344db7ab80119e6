package POE::Wheel::FollowTail::Inotify;

# The one inotify descriptor that all wheels of a process share, through their
# POE::Wheel::FollowTail::Notice. With the last of them it is closed.
# Every session that has such wheels watches the descriptor, each for its own wheels.

use strict;
use warnings;

our $VERSION = '2.000';

use Fcntl        qw(FD_CLOEXEC F_SETFD);
use Scalar::Util qw(refaddr weaken);

use POE::Session ();

# Probed once. The version must be one whose object has a file handle.
my $IS_AVAILABLE = ($ENV{POE_WHEEL_FOLLOWTAIL_INOTIFY} // 1) && do {
    local ($@, $!);
    local $SIG{__DIE__} = 'DEFAULT';
    eval { require Linux::Inotify2; Linux::Inotify2->can('fh') && -d '/proc/self/fd' };
};

my $STATE = __PACKAGE__ . ' -> select read';

sub is_available { return $IS_AVAILABLE }

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# The object

my $shared;

# A thread begins with none. The objects of others do not come along.
sub CLONE      { undef $shared; return }
sub CLONE_SKIP { return 1 }

# That of this process; undef if the system refuses one.
sub hub {
    return $shared   if $shared and $shared->is_mine;
    $shared->abandon if $shared;
    return $shared = __PACKAGE__->_new;
}

sub _new {
    my ($class) = @_;
    my $inotify = Linux::Inotify2->new or return;
    $inotify->blocking(0);
    fcntl $inotify->fh, F_SETFD, FD_CLOEXEC;
    return bless { inotify => $inotify, pid => $$, entries => {}, sessions => {}, heard => {} },
        $class;
}

sub is_mine { return $_[0]{pid} == $$ }

# Of the process that we were forked from. Its descriptor is shared with it: to take a watch out
# of it, or to read it, would take from the parent.
sub abandon {
    my ($self) = @_;
    _unwatch($self->{inotify}->fh, $_) for keys %{ $self->{sessions} };
    $self->{sessions} = {};
    return;
}

# ---------------------------------------------------------------------------
# Sessions

sub enter {
    my ($self, $notice) = @_;
    return if $self->{sessions}{ $notice->{session} }++;
    _kernel()->state($STATE, \&_on_ready);
    _kernel()->select_read($self->{inotify}->fh, $STATE);
    return;
}

# The last one closes the descriptor.
sub quit {
    my ($self, $notice) = @_;
    my $session = $notice->{session};
    delete $self->{heard}{$session}{ refaddr $notice };
    return if !$self->{sessions}{$session} or --$self->{sessions}{$session};
    delete $self->{$_}{$session} for qw(sessions heard);
    _unwatch($self->{inotify}->fh, $session);
    undef $shared if $shared and $shared == $self and !keys %{ $self->{sessions} };
    return;
}

# Any session may be active when the last use of the descriptor ends.
sub _unwatch {
    my ($handle, $session) = @_;
    _kernel()->_data_handle_remove($handle, POE::Kernel::MODE_RD(), $session);
    _kernel()->state($STATE) if _kernel()->get_active_session->ID eq $session;
    return;
}

# Whoever comes first reads for all; everybody then finds what is theirs.
sub _on_ready {
    my ($session, $hub) = ($_[POE::Session::SESSION], $shared);
    return               if !$hub;
    return $hub->abandon if !$hub->is_mine;
    local $@;
    eval { $hub->{inotify}->poll; 1 }                or return $hub->abandon;
    my $heard = delete $hub->{heard}{ $session->ID } or return;
    $_->bring_forward for grep {defined} values %$heard;
    return;
}

# ---------------------------------------------------------------------------
# What is watched: entries by device and inode, each with those who listen

sub file {
    my ($self, $handle) = @_;
    my $what = Linux::Inotify2::IN_MODIFY() | Linux::Inotify2::IN_ATTRIB()
        | Linux::Inotify2::IN_MOVE_SELF();
    return $self->_entry($handle, $what);
}

sub folder {
    my ($self, $handle) = @_;
    my $what = Linux::Inotify2::IN_CREATE() | Linux::Inotify2::IN_MOVED_TO()
        | Linux::Inotify2::IN_DELETE_SELF() | Linux::Inotify2::IN_MOVE_SELF();
    return $self->_entry($handle, $what);
}

# The path leads to what is open, whatever names it has by now.
sub _entry {
    my ($self, $handle, $what) = @_;
    my ($dev, $ino) = stat $handle or return;
    my $key = "$dev:$ino";
    return $self->{entries}{$key} if $self->{entries}{$key};
    my $path  = '/proc/self/fd/' . fileno $handle;
    my $watch = $self->{inotify}->watch($path, $what, sub { $shared->_hear($key, $_[0]) })
        or return;
    return $self->{entries}{$key} = { key => $key, watch => $watch, listeners => {} };
}

sub ignore {
    my ($self, $notice, $entry) = @_;
    delete $entry->{listeners}{ refaddr $notice };
    $self->_drop($entry) unless keys %{ $entry->{listeners} };
    return;
}

sub _drop {
    my ($self, $entry) = @_;
    my $known = $self->{entries}{ $entry->{key} };
    return unless $known and $known == $entry;
    delete $self->{entries}{ $entry->{key} };
    $entry->{watch}->cancel if $self->is_mine;
    return;
}

# Of a directory, only what has a name that somebody waits for, or what concerns all of it.
sub _hear {
    my ($self, $key, $event) = @_;
    my $entry = $self->{entries}{$key} or return;
    my $name  = $event->name // '';
    for my $listener (values %{ $entry->{listeners} }) {
        my ($notice, @names) = @$listener;
        next if !$notice or $name ne '' and !grep { $_ eq $name } @names;
        weaken($self->{heard}{ $notice->{session} }{ refaddr $notice } = $notice);
    }
    my $is_gone = Linux::Inotify2::IN_IGNORED() | Linux::Inotify2::IN_DELETE_SELF();
    $self->_drop($entry) if $event->mask & $is_gone;
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::FollowTail::Inotify - the inotify descriptor that FollowTails share

=head1 DESCRIPTION

There is one object in a process, as long as there are wheels that use it. Each session that has
such wheels watches its descriptor. A process that was forked makes an object of its own and leaves
its parent's alone. Programs have no need of it, but for the environment variable
C<POE_WHEEL_FOLLOWTAIL_INOTIFY>, which turns it off if it is 0.

=head1 FUNCTIONS

=head2 hub()

I<Returns> the object of this process, which is made if there is none; undef if the system refuses.

=head2 is_available()

I<Returns> whether there is L<Linux::Inotify2>, and it is wanted.

=head1 METHODS

=head2 abandon()

Lets go of what belongs to the parent process.

=head2 enter($notice)

A L<POE::Wheel::FollowTail::Notice> begins to use the object.

=head2 file($handle)

Watches an open file for changes of its content, its links and its name. I<Returns> an entry, in
which listeners can be noted; nothing if the system refuses.

=head2 folder($handle)

Watches an open directory for new names. I<Returns> an entry, or nothing.

=head2 ignore($notice, $entry)

A notice listens no more. With the last one the watch ends.

=head2 is_mine()

I<Returns> whether the object was made by this process.

=head2 quit($notice)

A notice does not use the object any more. With the last one it goes.

=head1 SEE ALSO

L<POE::Wheel::FollowTail>, L<Linux::Inotify2>

=cut
