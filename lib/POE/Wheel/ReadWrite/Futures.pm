package POE::Wheel::ReadWrite::Futures;

# What a wheel's program waits for by futures: input, output that has gone out, the end. It is in a slot of
# the wheel, does not hold it, and ends with it.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Wheel::ReadWrite);

use Carp qw(croak);

use POE::Future           ();
use POE::Kernel           ();
use POE::Wheel::ReadWrite ();
use POE::Wheel::Reader    ();

use constant MODES => (POE::Kernel::MODE_RD(), POE::Kernel::MODE_WR());

sub _kernel { return $POE::Kernel::poe_kernel }

sub new {
    my ($class, $wheel) = @_;
    return bless {
        session => _session_of($wheel),
        reader  => undef,                 # while there is no InputEvent
        mark    => undef,                 # the program's own
        closed  => [],
        flushed => [],
    }, $class;
}

# That which watches the handles. A callback of a future runs wherever the future became ready.
sub _session_of {
    my ($wheel) = @_;
    my $active = _kernel()->get_active_session;
    my %state  = map { $_ => 1 } @$wheel[
        POE::Wheel::ReadWrite::STATE_READ(), POE::Wheel::ReadWrite::STATE_WRITE() ];
    for my $slot (POE::Wheel::ReadWrite::HANDLE_INPUT(), POE::Wheel::ReadWrite::HANDLE_OUTPUT()) {
        my $number = eval { fileno $wheel->[$slot] } // next;
        for my $watches ((_kernel()->_data_handle_fno_sessions($number))[MODES]) {
            my @of = grep { $state{ $watches->{$_}{$number}[2] } } keys %$watches;
            return $of[0] if @of;
        }
    }
    return $active->ID;
}

# ---- input ----

sub input {
    my ($self, $wheel) = @_;
    croak 'This wheel has an InputEvent, which gets all that is read: event(InputEvent => undef) before'
        if defined $wheel->[ POE::Wheel::ReadWrite::EVENT_INPUT() ];
    return $self->{reader} // $self->_begin($wheel);
}

sub _begin {
    my ($self, $wheel) = @_;
    my ($id, $error)
        = ($wheel->[ POE::Wheel::ReadWrite::UNIQUE_ID() ],
        \$wheel->[ POE::Wheel::ReadWrite::EVENT_ERROR() ]);
    my $reader = $self->{reader} = POE::Wheel::Reader->new(
        handle  => \$wheel->[ POE::Wheel::ReadWrite::HANDLE_INPUT() ],
        driver  => \$wheel->[ POE::Wheel::ReadWrite::DRIVER_BOTH() ],
        filter  => \$wheel->[ POE::Wheel::ReadWrite::FILTER_INPUT() ],
        state   => $wheel->[ POE::Wheel::ReadWrite::STATE_READ() ],
        session => $self->{session},
        closed  => $self->{closed},
        at_end  => sub { POE::Wheel::ReadWrite::_end_reading($_[0], $id, $$error) },
    );
    $reader->set_input_mark($self->{mark}) if defined $self->{mark};
    return $reader->begin;
}

sub set_mark {
    my ($self, $octets) = @_;
    $self->{mark} = $octets;
    $self->{reader}->set_input_mark($octets) if $self->{reader};
    return;
}

sub hold {
    my ($self, $is_held) = @_;
    $self->{reader}->hold($is_held) if $self->{reader};
    return 1;
}

sub filter_changed {
    my ($self, $wheel, $pending) = @_;
    return $self->input($wheel)->filter_changed($pending) if $pending or $self->{reader};
    return;
}

# With an InputEvent the pump reads, and what is unread is delivered by it.
sub event_changed {
    my ($self, $wheel) = @_;
    my $reader = $self->{reader} or return;
    return if !defined $wheel->[ POE::Wheel::ReadWrite::EVENT_INPUT() ];
    my ($id, @slots) = ($wheel->ID,
        \@$wheel[ POE::Wheel::ReadWrite::FILTER_INPUT(), POE::Wheel::ReadWrite::EVENT_INPUT() ]);
    delete $self->{reader};
    $self->_follow_input($wheel);
    my ($records, $chunks) = $reader->leave;
    _kernel()->call(_kernel()->get_active_session, ${ $slots[1] }, $_, $id) for @$records;
    POE::Wheel::Pump::deliver(@slots, $id, $chunks);
    return;
}

# The pump, whose end is noted.
sub _follow_input {
    my ($self, $wheel) = @_;
    my $closed = $self->{closed};
    my $reader = $wheel->_reader(
        sub {
            my ($errno, $text) = ($! + 0, "$!");
            _complete($closed, done => $errno ? ('read', $errno, $text) : ());
            $! = $errno;
            goto &POE::Wheel::ReadWrite::_end_reading;
        });
    $self->_set_state($wheel->[ POE::Wheel::ReadWrite::STATE_READ() ], $reader);
    return;
}

sub _set_state {
    my ($self, $state, $code) = @_;
    my $session = _kernel()->ID_id_to_session($self->{session}) or return;
    $session->_register_state($state, $code);
    return;
}

sub closed {
    my ($self, $wheel) = @_;
    my $event = $wheel->[ POE::Wheel::ReadWrite::EVENT_INPUT() ];
    return $self->input($wheel)->closed if !defined $event;
    return POE::Future->done
        if !_is_watched($wheel->[ POE::Wheel::ReadWrite::HANDLE_INPUT() ], POE::Kernel::MODE_RD());
    $self->_follow_input($wheel) if !$self->{follows_input}++;
    return _new_in($self->{closed});
}

sub input_is_shut {
    my ($self) = @_;
    return $self->{reader}->shut if $self->{reader};
    _complete($self->{closed}, 'done');
    return;
}

# ---- output ----

sub flushed {
    my ($self, $wheel) = @_;
    my $octets = \$wheel->[ POE::Wheel::ReadWrite::DRIVER_BUFFERED_OUT_OCTETS() ];
    return POE::Future->done if !$$octets;
    return POE::Future->fail('write: nothing more is written', 'write')
        if !_is_watched($wheel->[ POE::Wheel::ReadWrite::HANDLE_OUTPUT() ], POE::Kernel::MODE_WR());
    $self->_follow_output($wheel, $octets) if !$self->{follows_output}++;
    return _new_in($self->{flushed});
}

# The pump, and a look whether all is out.
sub _follow_output {
    my ($self, $wheel, $octets) = @_;
    my $flushed = $self->{flushed};
    my $writer  = $wheel->_writer(
        sub {
            my ($errno, $text) = ($! + 0, "$!");
            _complete($flushed, fail => "write: $text", 'write', $errno, $text);
            $! = $errno;
            goto &POE::Wheel::ReadWrite::_end_writing;
        });
    my $write = sub {
        &$writer;
        _complete($flushed, 'done') if !$$octets;
        return;
    };
    $self->_set_state($wheel->[ POE::Wheel::ReadWrite::STATE_WRITE() ], $write);
    return;
}

sub output_is_shut {
    my ($self) = @_;
    _complete($self->{flushed}, fail => 'write: the output is shut', 'write');
    return;
}

# ---- futures ----

sub _is_watched {
    my ($handle, $mode) = @_;
    return defined $handle && _kernel()->_data_handle_is_good($handle, $mode);
}

sub _new_in {
    my ($list) = @_;
    push @$list, my $future = POE::Future->new;
    return $future;
}

sub _complete {
    my ($list, $how, @with) = @_;
    for my $future (splice @$list) { $future->$how(@with) if !$future->is_ready }
    return;
}

# Together with the wheel.
sub DESTROY {
    my ($self) = @_;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT';
    local ($@, $!);
    $self->{reader}->gone if $self->{reader};
    _complete($self->{closed}, 'done');
    _complete($self->{flushed}, fail => 'the wheel is gone', 'gone');
    return;
}

1;
