package POE::Wheel::FollowTail::Timer;

# Polls a plain file: what following by handle and by name have in common. Each kind has its own
# begin() (what to do before reading) and at_end() (the file has been read to its end).
#
# A notice that something happened brings a poll forward. Such an early poll reads, and sees a
# file that was truncated or replaced; whatever a program knows to come once in an interval waits
# for its time.

use strict;
use warnings;

our $VERSION = '2.000';

use Fcntl        qw(SEEK_CUR);
use IO::Handle   ();
use POE::XS      ();
use Scalar::Util qw(reftype);

# Where things are in what is remembered of stat().
sub DEV ()   {0}
sub INO ()   {1}
sub NLINK () {3}
sub SIZE ()  {7}

# Takes references to the wheel's slots, and id, interval and filename.
sub new {
    my ($class, %self) = @_;
    return bless \%self, $class;
}

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# One poll

# The notice belongs to the alarm that brought us here: it must not outlive the chain of alarms.
sub poll {
    my ($self, $notice) = @_;
    return unless $self->is_alive;
    local $self->{notice} = $notice;
    if ($notice) {
        $self->{early} = 1 if $notice->was_early;
        $self->watch unless $self->{is_reading};
    }
    return $self->begin;
}

# One block a turn, however much there is.
sub read_on {
    my ($self) = @_;
    my $handle = ${ $self->{handle} };
    _forget_end($handle);
    $! = 0;
    my $chunks = ${ $self->{driver} }->get($handle);
    if ($chunks and @$chunks) {
        POE::Wheel::FollowTail::_deliver(@$self{qw(filter input id)}, $chunks);
        return $self->again;
    }
    return $self->fail('read') if !$chunks and $!;
    return $self->at_end;
}

# An end that was seen is none any more. Perl's own layers remember it, too, for a driver that reads
# through them; seeking there would put the descriptor where they believe it to be.
sub _forget_end {
    my ($handle) = @_;
    sysseek $handle, 0, SEEK_CUR;
    local $@;
    eval { IO::Handle::clearerr($handle) };
    return;
}

# Nothing happened. An early poll keeps that to itself until the time has come to say so.
sub rest {
    my ($self)   = @_;
    my $interval = $self->{interval};
    my $left     = $self->{early} ? ($self->{idle_due} // 0) - POE::XS::steady() : 0;
    return $self->wait_for($left < $interval ? $left : $interval) if $left > 0;
    $self->report('idle');
    $self->{idle_due} = POE::XS::steady() + $interval if $self->{notice};
    return $self->wait_for($interval);
}

sub again {
    my ($self) = @_;
    $self->{is_reading} = 1;
    return $self->set_alarm(0);
}

# Until the next poll that is not early.
sub wait_for {
    my ($self, $seconds) = @_;
    $self->{is_reading} = $self->{early} = 0;
    return $self->set_alarm($seconds);
}

sub set_alarm {
    my ($self, $seconds)  = @_;
    my ($kernel, $notice) = (_kernel(), $self->{notice});
    return if !$self->is_alive or $kernel->get_active_session == $kernel;    # all was stopped
    $notice->expect_alarm($seconds) if $notice;
    $kernel->delay(${ $self->{state} }, $seconds, $notice // ());
    return;
}

# ---------------------------------------------------------------------------
# Events

sub is_alive { return defined ${ $_[0]{state} } }

sub report {
    my ($self, $kind, @args) = @_;
    my $event = ${ $self->{$kind} };
    POE::Wheel::FollowTail::_report($event, @args, $self->{id}) if defined $event;
    return;
}

# The end: no alarm is set any more.
sub fail {
    my ($self, $operation) = @_;
    return $self->report(error => $operation, $! + 0, "$!");
}

# ---------------------------------------------------------------------------
# What changed

sub same_file {
    my ($one, $other) = @_;
    return $one->[DEV] == $other->[DEV] && $one->[INO] == $other->[INO];
}

# Links come and go while files are rotated, or copied, and mean nothing; but a file that has lost its
# last name is one that was removed. Early polls leave that to the one that is due.
sub has_changed {
    my ($self, $now) = @_;
    my $before = ${ $self->{last_stat} };
    return 1 if !same_file($before, $now) or $now->[SIZE] < $before->[SIZE];
    return !$self->{early} && !$now->[NLINK] && $before->[NLINK];
}

# What comes next is from the start of a file. A record that was begun before that will not be
# completed. The filter may be known to the program, and so stays the same object.
sub begin_anew {
    my ($self) = @_;
    _empty(${ $self->{filter} });
    return $self->report('reset');
}

sub _empty {
    my ($filter) = @_;
    return map { _empty($_) } $filter->filters if $filter->can('filters');
    local $@;
    my $empty = eval { $filter->clone } or return;
    $empty->[ $empty->EXPECTED_SIZE ] = undef if $empty->isa('POE::Filter::Block');    # it was read
    my $kind = reftype $filter;
    if    ($kind ne reftype $empty) {return}
    elsif ($kind eq 'ARRAY')        { @$filter = @$empty }
    elsif ($kind eq 'HASH')         { %$filter = %$empty }
    elsif ($kind eq 'SCALAR')       { $$filter = $$empty }
    return;
}

sub remember {
    my ($self, $now) = @_;
    $now->[NLINK] = ${ $self->{last_stat} }->[NLINK] if $self->{early};
    ${ $self->{last_stat} } = $now;
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::FollowTail::Timer - polls a plain file for a FollowTail

=head1 DESCRIPTION

The state of a L<POE::Wheel::FollowTail> that polls holds an object of one of two classes,
L<POE::Wheel::FollowTail::ByHandle> and L<POE::Wheel::FollowTail::ByName>. This is what they have in
common. The object knows the wheel only through references to its slots, so that the wheel may go at
any time. Programs have no need of it.

=head1 METHODS

A subclass has C<begin()>, what to do at the beginning of a poll; C<at_end()>, what to do when the
file has been read to its end; and C<watch()>, which tells the notice what to hear of. Each of
them, and each of the first group below, ends in an alarm for the next poll, or without one if it
was the last.

=head2 again()

The next poll comes as soon as other events have had their turn.

=head2 fail($operation)

Sends the error event for what C<$!> says. It was the last poll.

=head2 poll($notice)

Polls. Called by the alarm, which carries the notice, if there is one.

=head2 read_on()

Reads a block, sends the events of its records, and polls again; or calls C<at_end()>.

=head2 rest()

Sends the idle event, if it is time, and waits for the rest of the interval.

=head2 set_alarm($seconds)

Sets the alarm, unless the wheel has gone.

=head2 wait_for($seconds)

Waits, unless a notice comes.

=head2 begin_anew()

Sends the reset event, once what the filter has of a record is dropped.

=head2 has_changed(\@stat)

I<Returns> whether this is another file than the one remembered, or the same one truncated, or without
any name left.

=head2 is_alive()

I<Returns> whether the wheel still exists.

=head2 new(%slots)

I<Returns> a new object. It takes references to the wheel's slots: handle, driver, filter, input,
error, reset, idle, state, last_stat; and values: id, interval, filename.

=head2 remember(\@stat)

Keeps what C<has_changed()> compares with: the first eight elements of C<stat>.

=head2 report($kind, @args)

Calls the event in one of the slots, if it has a name.

=head2 same_file(\@stat, \@stat)

A function. I<Returns> whether device and inode are the same.

=head1 SEE ALSO

L<POE::Wheel::FollowTail>, L<POE::Wheel::FollowTail::Notice>

=cut
