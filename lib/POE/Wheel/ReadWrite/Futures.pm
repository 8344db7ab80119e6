package POE::Wheel::ReadWrite::Futures;

# What is awaited of a ReadWrite wheel: input, output that has gone out, the end.

use strict;
use warnings;

our $VERSION  = '2.000';
our @ISA      = ('POE::Wheel::Futures');
our @CARP_NOT = qw(POE::Wheel::ReadWrite);

use Carp qw(croak);

use POE::Wheel::Futures   ();
use POE::Wheel::ReadWrite ();
use POE::Wheel::Reader    ();

# Slots of the wheel.
my ($IN, $OUT, $FILTER, $DRIVER, $EVENT, $ERROR, $OCTETS, $STATE_OUT, $STATE_IN)
    = map { POE::Wheel::ReadWrite->can($_)->() }
    qw(
    HANDLE_INPUT HANDLE_OUTPUT FILTER_INPUT DRIVER_BOTH EVENT_INPUT EVENT_ERROR
    DRIVER_BUFFERED_OUT_OCTETS STATE_WRITE STATE_READ
    );

sub new {
    my ($class, $wheel) = @_;
    my $self = $class->SUPER::new($wheel, [ $IN, $OUT ], [ $STATE_IN, $STATE_OUT ]);
    $self->{closed} = [];
    return $self;
}

# ---- input ----

sub input {
    my ($self, $wheel) = @_;
    croak
        'This wheel has an InputEvent, which gets all that is read: event(InputEvent => undef) before'
        if defined $wheel->[$EVENT];
    return $self->{readers}{input} // $self->_begin($wheel);
}

sub _begin {
    my ($self, $wheel) = @_;
    my ($id, $error)   = ($wheel->ID, \$wheel->[$ERROR]);
    my $reader = $self->{readers}{input} = POE::Wheel::Reader->new(
        handle  => \$wheel->[$IN],
        driver  => \$wheel->[$DRIVER],
        filter  => \$wheel->[$FILTER],
        state   => $wheel->[$STATE_IN],
        session => $self->{session},
        closed  => $self->{closed},
        at_end  => sub { POE::Wheel::ReadWrite::_end_reading($_[0], $id, $$error) },
    );
    $reader->set_input_mark($self->{mark}) if defined $self->{mark};
    return $reader->begin;
}

sub set_mark {
    my ($self, $octets) = @_;
    POE::Wheel::Reader::check_mark($octets);
    $self->{mark} = $octets;
    my $reader = $self->{readers}{input} or return;
    return $reader->set_input_mark($octets);
}

sub hold {
    my ($self, $is_held) = @_;
    my $reader = $self->{readers}{input} or return 0;
    $reader->hold($is_held);
    return 1;
}

sub filter_changed {
    my ($self, $wheel, $pending) = @_;
    return if !$pending and !$self->{readers}{input};
    return $self->input($wheel)->filter_changed($pending);
}

# With an InputEvent the pump reads, and what is unread is delivered by it.
sub event_changed {
    my ($self, $wheel) = @_;
    return if !defined $wheel->[$EVENT];
    my $reader = delete $self->{readers}{input} or return;
    my ($id, @slots) = ($wheel->ID, \@$wheel[ $FILTER, $EVENT ]);
    $self->_follow_input($wheel);
    $reader->leave(@slots, $id);
    return;
}

# The pump, whose end is noted.
sub _follow_input {
    my ($self, $wheel) = @_;
    my $closed = $self->{closed};
    my $reader = $wheel->_reader(sub {
        my ($errno, $text) = ($! + 0, "$!");
        POE::Wheel::Futures::complete($closed, done => $errno ? ('read', $errno, $text) : ());
        $! = $errno;
        goto &POE::Wheel::ReadWrite::_end_reading;
    });
    $self->set_state($wheel->[$STATE_IN], $reader);
    return;
}

sub closed {
    my ($self, $wheel) = @_;
    return $self->input($wheel)->closed if !defined $wheel->[$EVENT];
    return POE::Future->done
        if !POE::Wheel::Futures::is_watched($wheel->[$IN], POE::Wheel::Futures::READ);
    $self->_follow_input($wheel) if !$self->{follows_input}++;
    return POE::Wheel::Futures::new_in($self->{closed});
}

sub input_is_shut {
    my ($self) = @_;
    my $reader = $self->{readers}{input};
    return $reader->shut if $reader;
    POE::Wheel::Futures::complete($self->{closed}, 'done');
    return;
}

# ---- output ----

sub flushed {
    my ($self, $wheel) = @_;
    return $self->flushed_by(
        handle   => $wheel->[$OUT],
        octets   => \$wheel->[$OCTETS],
        state    => $wheel->[$STATE_OUT],
        writer   => sub { return $wheel->_writer(@_) },
        at_error => \&POE::Wheel::ReadWrite::_end_writing,
    );
}

sub DESTROY {
    my ($self) = @_;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT';
    local ($@, $!);
    $self->SUPER::DESTROY;
    POE::Wheel::Futures::complete($self->{closed}, 'done');
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::ReadWrite::Futures - what is awaited of a ReadWrite wheel

=head1 DESCRIPTION

A part of L<POE::Wheel::ReadWrite>, loaded when a wheel is asked for the first time; not for programs. See
L<POE::Wheel::Futures>.

=head1 METHODS

=head2 new

Takes the wheel, as do most of the others.

=head2 input

I<Returns> the L<POE::Wheel::Reader>. Dies if there is an InputEvent.

=head2 closed

=head2 flushed

I<Return> the futures of these names.

=head2 event_changed

There may be an InputEvent now.

=head2 filter_changed

Also takes what the old filter had not framed.

=head2 hold

Takes whether the program has paused the input. I<Returns> whether there is any to be paused.

=head2 input_is_shut

Nothing is read any more.

=head2 set_mark

Takes how much is read ahead.

=head1 SEE ALSO

L<POE::Wheel::ReadWrite>

=cut
