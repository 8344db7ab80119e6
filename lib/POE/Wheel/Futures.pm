package POE::Wheel::Futures;

# What a wheel's program waits for by futures. An object of a subclass is in a slot of the wheel, does not
# hold it, and ends with it.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Future ();
use POE::Kernel ();

use constant { READ => POE::Kernel::MODE_RD(), WRITE => POE::Kernel::MODE_WR() };

sub _kernel { return $POE::Kernel::poe_kernel }

# Slots of the wheel that have handles, and those that have the states that watch them.
sub new {
    my ($class, $wheel, $handles, $states) = @_;
    return bless {
        session => _session_of([ @$wheel[@$handles] ], [ @$wheel[@$states] ]),
        readers => {},    # of what is not read by events, by name
        flushed => [],
    }, $class;
}

# That which watches the handles. A callback of a future runs wherever the future became ready.
sub _session_of {
    my ($handles, $states) = @_;
    my %state = map { $_ => 1 } grep {defined} @$states;
    for my $number (grep {defined} map { _number_of($_) } @$handles) {
        my @watches = _kernel()->_data_handle_fno_sessions($number);
        for my $of_mode (@watches[ READ, WRITE ]) {
            my ($id) = grep { $state{ $of_mode->{$_}{$number}[2] } } keys %$of_mode;
            return $id if defined $id;
        }
    }
    return _kernel()->get_active_session->ID;
}

sub _number_of {
    my ($handle) = @_;
    local ($@, $SIG{__DIE__});
    return defined $handle ? eval { fileno $handle } : undef;
}

sub set_state {
    my ($self, $state, $code) = @_;
    my $session = _kernel()->ID_id_to_session($self->{session}) or return;
    $session->_register_state($state, $code);
    return;
}

# An async sub may hold the last reference to a wheel, and be cancelled by whatever comes to pass elsewhere: it
# is the wheel's own session that forgets its handles and states.
sub leave {
    my ($self, $handles, $states) = @_;
    for my $handle (grep {defined} @$handles) {
        _kernel()->_data_handle_remove($handle, $_, $self->{session}) for READ, WRITE;
    }
    $self->set_state($_) for grep {defined} @$states;
    return;
}

sub is_watched {
    my ($handle, $mode) = @_;
    return defined $handle && _kernel()->_data_handle_is_good($handle, $mode);
}

# ---- output ----

# Given by name: the handle, a reference to the number of octets that wait, the state that writes, code that
# makes its pump, and that which is told of an error.
sub flushed_by {
    my ($self, %of) = @_;
    my $octets = $of{octets};
    return POE::Future->done if !$$octets;
    return POE::Future->fail('write: nothing more is written', 'write')
        if !is_watched($of{handle}, WRITE);
    my $flushed = $self->{flushed};
    if (!$self->{follows_output}++) {
        my $writer = $of{writer}->(_noting_error($flushed, $of{at_error}));
        $self->set_state(
            $of{state},
            sub {
                &$writer;
                complete($flushed, 'done') if !$$octets;
                return;
            });
    }
    return new_in($flushed);
}

sub _noting_error {
    my ($flushed, $at_error) = @_;
    return sub {
        my ($errno, $text) = ($! + 0, "$!");
        complete($flushed, fail => "write: $text", 'write', $errno, $text);
        $! = $errno;
        goto &$at_error;
    };
}

sub output_is_shut {
    my ($self) = @_;
    complete($self->{flushed}, fail => 'write: the output is shut', 'write');
    return;
}

# ---- futures ----

sub new_in {
    my ($list) = @_;
    push @$list, my $future = POE::Future->new;
    return $future;
}

sub complete {
    my ($list, $how, @with) = @_;
    for my $future (splice @$list) { $future->$how(@with) if !$future->is_ready }
    return;
}

# Together with the wheel.
sub DESTROY {
    my ($self) = @_;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT';
    local ($@, $!);
    $_->gone for values %{ $self->{readers} };
    complete($self->{flushed}, fail => 'the wheel is gone', 'gone');
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::Futures - what is awaited of a wheel

=head1 DESCRIPTION

The base of L<POE::Wheel::ReadWrite::Futures> and L<POE::Wheel::Run::Futures>; not for programs. An object is in a slot of its
wheel once something was asked for. It knows the wheel's session, as futures are asked for and dropped anywhere.

=head1 METHODS

=head2 new

Takes the wheel, and references to the numbers of its slots with handles and with states.

=head2 flushed_by

I<Returns> a future of the output. Takes, by name, the C<handle>, a reference to the number of C<octets> that wait, the
C<state> that writes, C<writer>, code that makes its pump, and C<at_error>, code that is told of an error.

=head2 leave

Takes handles and states that the session is to forget.

=head2 output_is_shut

Those who wait for output fail.

=head2 set_state

Takes the name of a state of the session, and its code.

=head1 FUNCTIONS

=head2 complete

Takes an array of futures, which is emptied; the method that completes them, and what with.

=head2 is_watched

Takes a handle and a mode, C<READ> or C<WRITE>.

=head2 new_in

Takes an array, and I<returns> a new future, which is there, too.

=head1 SEE ALSO

L<POE::Wheel::ReadWrite>, L<POE::Wheel::Run>

=cut
