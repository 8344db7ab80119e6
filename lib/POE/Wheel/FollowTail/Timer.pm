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

use Fcntl       qw(SEEK_CUR);
use Time::HiRes qw(time);

use POE::Wheel::Pump ();

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
    seek $handle, 0, SEEK_CUR;    # an end that was seen is forgotten
    $! = 0;
    my $chunks = ${ $self->{driver} }->get($handle);
    if ($chunks and @$chunks) {
        POE::Wheel::Pump::deliver(@$self{qw(filter input id)}, $chunks);
        return $self->again;
    }
    return $self->fail('read') if !$chunks and $!;
    return $self->at_end;
}

# Nothing happened. An early poll keeps that to itself until the time has come to say so.
sub rest {
    my ($self)   = @_;
    my $interval = $self->{interval};
    my $left     = $self->{early} ? ($self->{idle_due} // 0) - time : 0;
    return $self->wait_for($left < $interval ? $left : $interval) if $left > 0;
    $self->report('idle');
    $self->{idle_due} = time + $interval if $self->{notice};
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
    my ($self, $seconds) = @_;
    my ($state, $notice) = (${ $self->{state} }, $self->{notice});
    return unless defined $state;
    $notice->expect_alarm($seconds) if $notice;
    _kernel()->delay($state, $seconds, $notice // ());
    return;
}

# ---------------------------------------------------------------------------
# Events

sub is_alive { return defined ${ $_[0]{state} } }

sub report {
    my ($self, $kind, @args) = @_;
    my $event = ${ $self->{$kind} };
    return unless defined $event;
    _kernel()->call(_kernel()->get_active_session, $event, @args, $self->{id});
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

# Links come and go while files are rotated, so early polls leave them to the one that is due.
sub has_changed {
    my ($self, $now) = @_;
    my $before = ${ $self->{last_stat} };
    return 1 if !same_file($before, $now) or $now->[SIZE] < $before->[SIZE];
    return !$self->{early} && $now->[NLINK] != $before->[NLINK];
}

sub remember {
    my ($self, $now) = @_;
    $now->[NLINK] = ${ $self->{last_stat} }->[NLINK] if $self->{early};
    ${ $self->{last_stat} } = $now;
    return;
}

1;
