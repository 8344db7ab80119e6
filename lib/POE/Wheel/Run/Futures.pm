package POE::Wheel::Run::Futures;

# What is awaited of a program that runs: what it prints, input that has gone to it, its end.

use strict;
use warnings;

our $VERSION  = '2.000';
our @ISA      = ('POE::Wheel::Futures');
our @CARP_NOT = qw(POE::Wheel::Run);

use Carp  qw(croak);
use Errno qw(ESRCH);

use POE::Wheel::Futures ();
use POE::Wheel::Reader  ();
use POE::Wheel::Run     ();

my ($IN, $DRIVER_IN, $EVENT_IN, $STATE_IN, $OCTETS, $OUT, $ERR, $ID, $ERROR, $CLOSE, $OPEN)
    = map { POE::Wheel::Run->can($_)->() }
    qw(
    HANDLE_STDIN DRIVER_STDIN EVENT_STDIN STATE_STDIN OCTETS_STDIN HANDLE_STDOUT HANDLE_STDERR UNIQUE_ID
    ERROR_EVENT CLOSE_EVENT IS_ACTIVE
    );
my ($FILTER, $DRIVER, $EVENT, $STATE)
    = map { POE::Wheel::Run->can($_)->() } qw(FILTER DRIVER EVENT STATE);
my %SLOT = (STDOUT => $OUT, STDERR => $ERR);

sub new {
    my ($class, $wheel) = @_;
    return $class->SUPER::new(
        $wheel, [ $IN, $OUT, $ERR ],
        [ $STATE_IN, map { $SLOT{$_} + $STATE } keys %SLOT ]);
}

# ---- what it prints ----

sub stream {
    my ($self, $wheel, $name) = @_;
    my ($at, $event) = ($SLOT{$name}, ucfirst lc($name) . 'Event');
    croak "$name of this program does not come here: new needs Read", ucfirst lc $name
        if !defined $wheel->[$at];
    croak
        "This wheel has a $event, which gets all that is read: leave it out, or event($event => undef) before"
        if defined $wheel->[ $at + $EVENT ];
    return $self->{readers}{$name} // $self->_begin($wheel, $name, $at);
}

# A stream that had an event counts already, and may be over.
sub _begin {
    my ($self, $wheel, $name, $at) = @_;
    my $state    = $wheel->[ $at + $STATE ];
    my $is_known = defined $state;
    $state //= $wheel->[ $at + $STATE ] = ref($wheel) . "($wheel->[$ID]) -> select " . lc $name;
    my $at_end
        = POE::Wheel::Run::_at_end($name, $wheel->[$ID], \@$wheel[ $ERROR, $CLOSE, $OPEN ]);
    my $reader = $self->{readers}{$name} = POE::Wheel::Reader->new((
            map { $_->[0] => \$wheel->[ $at + $_->[1] ] } [ handle => 0 ], [ filter => $FILTER ],
            [ driver => $DRIVER ]
        ),
        state   => $state,
        session => $self->{session},
        at_end  => $at_end,
    );
    return _ended($reader)
        if $is_known and !POE::Wheel::Futures::is_watched($wheel->[$at], POE::Wheel::Futures::READ);
    $wheel->[$OPEN]++ if !$is_known;
    return $reader->begin;
}

sub _ended {
    my ($reader) = @_;
    delete $reader->{at_end};
    return $reader->shut;
}

sub reader_of {
    my ($self, $at) = @_;
    my ($name) = grep { $SLOT{$_} == $at } keys %SLOT;
    return $self->{readers}{$name};
}

# An event gets what is unread, and what follows.
sub event_changed {
    my ($self, $wheel) = @_;
    for my $name (grep { $self->{readers}{$_} } keys %SLOT) {
        my $at = $SLOT{$name};
        next if !defined $wheel->[ $at + $EVENT ];
        my $reader = delete $self->{readers}{$name};
        $wheel->[$OPEN]--;
        $wheel->_watch_output($name, $at);
        $reader->leave(\@$wheel[ $at + $FILTER, $at + $EVENT ], $wheel->[$ID]);
    }
    return;
}

# ---- what it is given ----

sub flushed {
    my ($self, $wheel) = @_;
    return $self->flushed_by(
        handle   => $wheel->[$IN],
        octets   => \$wheel->[$OCTETS],
        state    => $wheel->[$STATE_IN],
        at_error => POE::Wheel::Run::_on_write_error(\$wheel->[$ERROR], $wheel->[$ID]),
        writer   => sub {
            return POE::Wheel::Pump::writer(
                \@$wheel[ $DRIVER_IN, $OCTETS, $EVENT_IN ],
                $wheel->[$ID], @_
            );
        },
    );
}

# ---- its end ----

# A process that is gone had its status told already, to events or futures of others.
sub exited {
    my ($self, $wheel) = @_;
    my $known = $self->{status} //= [];
    return POE::Future->done(@$known) if @$known;
    my $pid = $wheel->PID;
    return POE::Future->fail("exited: the status of process $pid was told before", 'gone', $pid)
        if !POE::Kernel::_status_may_come($pid)
        and !$!{EPERM};
    return $POE::Kernel::poe_kernel->child($pid)->on_done(sub { @$known = @_ });
}

1;

__END__

=head1 NAME

POE::Wheel::Run::Futures - what is awaited of a program that runs

=head1 DESCRIPTION

A part of L<POE::Wheel::Run>, loaded when a wheel is asked for the first time; not for programs. See
L<POE::Wheel::Futures>.

=head1 METHODS

=head2 new

Takes the wheel, as do the others.

=head2 exited

=head2 flushed

I<Return> the futures of these names.

=head2 event_changed

There may be events now for what was asked for.

=head2 reader_of

Takes the number of a slot with a handle instead of the wheel. I<Returns> its L<POE::Wheel::Reader>, if it has one.

=head2 stream

Also takes C<STDOUT> or C<STDERR>. I<Returns> its reader, a new one if need be. Dies if it has an event or does not come here.

=head1 SEE ALSO

L<POE::Wheel::Run>

=cut
