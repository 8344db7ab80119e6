package POE::Wheel::ReadWrite;

# Records in and out of a handle. Reading and writing are done by the pump, put() is compiled.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp               qw(carp croak);
use POE::Driver::SysRW ();
use POE::Filter::Line  ();
use POE::Kernel        ();
use POE::Wheel         ();
use POE::Wheel::Pump   ();
use POE::XS;

our @ISA = ('POE::Wheel');

use constant {
    HANDLE_INPUT               => 0, HANDLE_OUTPUT => 1, FILTER_INPUT => 2, FILTER_OUTPUT => 3,
    DRIVER_BOTH                => 4, EVENT_INPUT   => 5, EVENT_ERROR  => 6, EVENT_FLUSHED => 7,
    WATERMARK_WRITE_MARK_HIGH  => 8, WATERMARK_WRITE_MARK_LOW    => 9,
    WATERMARK_WRITE_EVENT_HIGH => 10, WATERMARK_WRITE_EVENT_LOW  => 11,
    WATERMARK_WRITE_STATE      => 12, DRIVER_BUFFERED_OUT_OCTETS => 13,
    STATE_WRITE                => 14, STATE_READ => 15, UNIQUE_ID => 16, AUTOFLUSH => 17,
    FUTURES                    => 18,
};

my @MARKS = (
    WATERMARK_WRITE_MARK_HIGH, WATERMARK_WRITE_MARK_LOW, WATERMARK_WRITE_EVENT_HIGH,
    WATERMARK_WRITE_EVENT_LOW, WATERMARK_WRITE_STATE,
);

# The slot of each event that event() may set.
my %SLOT_OF = (
    InputEvent => EVENT_INPUT, ErrorEvent                  => EVENT_ERROR,
    HighEvent  => WATERMARK_WRITE_EVENT_HIGH, FlushedEvent => EVENT_FLUSHED,
    LowEvent   => WATERMARK_WRITE_EVENT_LOW,
);

my %KNOWN = map { $_ => 1 } qw(
    Handle InputHandle OutputHandle Filter InputFilter OutputFilter Driver InputEvent ErrorEvent
    FlushedEvent HighMark LowMark HighEvent LowEvent AutoFlush
);

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# Construction

# new itself is compiled: it does the plain cases and leaves all others, and the errors, to this.
sub _new_any {
    my $class = shift;
    my $first = $_[0];
    croak "wheels no longer require a kernel reference as their first parameter"
        if @_
        and ref $first
        and ref $first eq 'POE::Kernel';
    croak "$class requires a working Kernel" unless defined _kernel();
    my %param   = (@_, @_ & 1 ? undef : ());
    my @unknown = grep { !$KNOWN{$_} } keys %param;
    my ($in, $out) = _handles_of(\%param, \@unknown);
    my @filters = _filters_of(\%param, \@unknown);
    _check_marks(\%param);
    carp "unknown parameters in $class constructor call: ", join(', ', sort @unknown) if @unknown;
    my $self = bless [ $in, $out, @filters, _driver_and_events(\%param) ], $class;
    @$self[ DRIVER_BUFFERED_OUT_OCTETS, UNIQUE_ID ] = (0, POE::Wheel::allocate_wheel_id());
    $self->[AUTOFLUSH] = $param{AutoFlush};
    $self->_set_marks(\%param) if defined $param{HighMark};
    $self->_define_read_state;
    $self->_define_write_state;
    return $self;
}

sub _driver_and_events {
    my ($param) = @_;
    return (
        $param->{Driver} // POE::Driver::SysRW->new,
        @$param{qw(InputEvent ErrorEvent FlushedEvent)});
}

# Most wheels have none, and no use for the places.
sub _set_marks {
    my ($self, $param) = @_;
    @$self[@MARKS] = (@$param{qw(HighMark LowMark HighEvent LowEvent)}, 0);
    return;
}

# With the parameter for both directions those for one are ignored, and counted as unknown.
sub _ignore {
    my ($param, $unknown, $both, @each) = @_;
    for my $name (grep { defined $param->{$_} } @each) {
        carp "Ignoring $name parameter ($both parameter takes precedence)";
        push @$unknown, $name;
    }
    return;
}

sub _handles_of {
    my ($param, $unknown) = @_;
    if (defined $param->{Handle}) {
        _ignore($param, $unknown, 'Handle', qw(InputHandle OutputHandle));
        return @$param{qw(Handle Handle)};
    }
    croak "Handle or InputHandle required"  unless defined $param->{InputHandle};
    croak "Handle or OutputHandle required" unless defined $param->{OutputHandle};
    return @$param{qw(InputHandle OutputHandle)};
}

sub _filters_of {
    my ($param, $unknown) = @_;
    if (defined $param->{Filter}) {
        _ignore($param, $unknown, 'Filter', qw(InputFilter OutputFilter));
        return @$param{qw(Filter Filter)};
    }
    my $default;
    return
        map { $_ // ($default //= POE::Filter::Line->new) } @$param{qw(InputFilter OutputFilter)};
}

# Says all that is wrong before it gives up.
sub _check_marks {
    my ($param) = @_;
    my ($high, $low) = @$param{qw(HighMark LowMark)};
    my @wrong;
    if (defined $high xor defined $low) {
        push @wrong, 'HighMark and LowMark parameters require each-other';
    } elsif (defined $high) {
        push @wrong, 'HighMark and LowMark parameters must be above 0'
            unless $high > 0 and $low > 0;
    }
    push @wrong, 'HighEvent requires a corresponding HighMark'
        if defined $param->{HighEvent} and not defined $high;
    push @wrong, 'LowMark and LowEvent parameters require each-other'
        if defined $low xor defined $param->{LowEvent};
    carp $_ for @wrong;
    croak "Water mark errors" if @wrong;
    return;
}

# ---------------------------------------------------------------------------
# The two states

sub _define_read_state {
    my ($self) = @_;
    my $id     = $self->[UNIQUE_ID];
    my $state  = $self->[STATE_READ] = POE::Wheel::Pump::_state_name($self, $id, 'select read');
    $POE::Kernel::poe_kernel->state($state, $self->_reader(\&_end_reading));
    $self->_watch_input if defined $self->[EVENT_INPUT];
    return;
}

sub _reader {
    my ($self, $at_end) = @_;
    return POE::Wheel::Pump::reader(
        \(@$self[ DRIVER_BOTH, FILTER_INPUT, EVENT_INPUT ]),
        $self->[UNIQUE_ID], $at_end, \$self->[EVENT_ERROR],
    );
}

sub _define_write_state {
    my ($self) = @_;
    my $id     = $self->[UNIQUE_ID];
    my $state  = $self->[STATE_WRITE] = POE::Wheel::Pump::_state_name($self, $id, 'select write');
    $POE::Kernel::poe_kernel->state($state, $self->_writer(\&_end_writing));
    $self->_watch_output;
    return;
}

sub _writer {
    my ($self, $at_error) = @_;
    return POE::Wheel::Pump::writer(
        \(@$self[ DRIVER_BOTH, DRIVER_BUFFERED_OUT_OCTETS, EVENT_FLUSHED ]),
        $self->[UNIQUE_ID],
        $at_error, \$self->[EVENT_ERROR],
        defined $self->[WATERMARK_WRITE_MARK_HIGH] ? \(@$self[@MARKS]) : (),
    );
}

# The handlers of the two states come here when there is no more to read, or a failure.
sub _end_reading {
    my ($handle, $id, $event) = @_;
    _report($event, 'read', $id);
    _kernel()->select_read($handle);
    return;
}

sub _end_writing {
    my ($handle, $id, $event) = @_;
    _report($event, 'write', $id);
    _kernel()->select_write($handle);
    return;
}

# Nobody reads what no event is for.
sub _watch_input {
    my ($self) = @_;
    my $handle = $self->[HANDLE_INPUT];
    return unless defined $handle;
    _kernel()->select_read($handle, defined $self->[EVENT_INPUT] ? $self->[STATE_READ] : ());
    return;
}

sub _watch_output {
    my ($self) = @_;
    my $handle = $self->[HANDLE_OUTPUT];
    return unless defined $handle;
    _kernel()->select_write($handle, $self->[STATE_WRITE]);
    _kernel()->select_pause_write($handle) unless $self->[DRIVER_BUFFERED_OUT_OCTETS];
    return;
}

# An error event with what $! says now.
sub _report {
    my ($event, $operation, $id) = @_;
    my ($number, $text) = ($! + 0, $!);
    return unless defined $event;
    _kernel()->call(_kernel()->get_active_session, $event, $operation, $number, $text, $id);
    return;
}

# The end, where DESTROY, which is compiled, cannot see to it. The states of a wheel are those of its
# session: once that is over, the kernel has removed them. A wheel that is there until the program ends
# may outlive the kernel, too.
sub _end_any {
    my ($self) = @_;
    my $kernel = _kernel();
    if ($kernel and $self->[FUTURES]) {
        $self->[FUTURES]->leave(
            [ @$self[ HANDLE_INPUT, HANDLE_OUTPUT ] ],
            [ @$self[ STATE_READ, STATE_WRITE ] ]);
    } elsif ($kernel and $kernel->get_active_session != $kernel) {
        $self->_leave($kernel);
    }
    @$self[ HANDLE_INPUT, HANDLE_OUTPUT, STATE_READ, STATE_WRITE ] = ();
    POE::Wheel::free_wheel_id($self->[UNIQUE_ID]);
    return;
}

sub _leave {
    my ($self, $kernel) = @_;
    $kernel->select_read($self->[HANDLE_INPUT])   if $self->[HANDLE_INPUT];
    $kernel->select_write($self->[HANDLE_OUTPUT]) if $self->[HANDLE_OUTPUT];
    for my $state (grep {defined} @$self[ STATE_READ, STATE_WRITE ]) {
        $kernel->state($state);
    }
    return;
}

# ---------------------------------------------------------------------------
# Events

# What an event is about is watched anew, whatever had ended or paused that.
sub event {
    my ($self, @changes) = @_;
    push @changes, undef if @changes & 1;
    my %changed;
    while (my ($name, $event) = splice @changes, 0, 2) {
        if (my $slot = $SLOT_OF{$name}) {
            $changed{$name} = $self->_set_event($name, $slot, $event);
        } else {
            carp "ignoring unknown ReadWrite parameter '$name'";
        }
    }
    $self->[FUTURES]->event_changed($self) if $self->[FUTURES] and $changed{InputEvent};
    $self->_watch_input                    if $changed{InputEvent} or $changed{ErrorEvent};
    $self->_watch_output if grep { $changed{$_} } qw(ErrorEvent FlushedEvent HighEvent LowEvent);
    return;
}

sub _set_event {
    my ($self, $name, $slot, $event) = @_;
    if ($name eq 'HighEvent' and not defined $self->[WATERMARK_WRITE_MARK_HIGH]) {
        carp "Ignoring HighEvent (there is no high watermark set)";
        return 0;
    }
    if ($name eq 'LowEvent' and not defined $self->[WATERMARK_WRITE_MARK_LOW]) {
        carp "Ignoring LowEvent (there is no high watermark set)";
        return 0;
    }
    $self->[$slot] = $event;
    return 1;
}

# ---------------------------------------------------------------------------
# Filters

sub set_filter {
    my ($self, $filter) = @_;
    my $pending = $self->[FILTER_INPUT]->get_pending;
    @$self[ FILTER_INPUT, FILTER_OUTPUT ] = ($filter, $filter);
    $self->_deliver_pending($pending);
    return;
}

sub set_input_filter {
    my ($self, $filter) = @_;
    my $pending = $self->[FILTER_INPUT]->get_pending;
    $self->[FILTER_INPUT] = $filter;
    $self->_deliver_pending($pending);
    return;
}

sub set_output_filter {
    my ($self, $filter) = @_;
    $self->[FILTER_OUTPUT] = $filter;
    return;
}

# What the old filter had not framed yet goes to the new one at once.
sub _deliver_pending {
    my ($self, $pending) = @_;
    return $self->[FUTURES]->filter_changed($self, $pending)
        if $self->[FUTURES] and !defined $self->[EVENT_INPUT];
    return unless defined $pending;
    POE::Wheel::Pump::deliver(\(@$self[ FILTER_INPUT, EVENT_INPUT ]), $self->[UNIQUE_ID], $pending);
    return;
}

sub get_input_filter  { return $_[0][FILTER_INPUT] }
sub get_output_filter { return $_[0][FILTER_OUTPUT] }

# ---------------------------------------------------------------------------
# Water marks

sub set_high_mark {
    my ($self, $mark) = @_;
    return carp "Ignoring high mark (must be initialized in constructor first)"
        unless defined $self->[WATERMARK_WRITE_MARK_HIGH];
    return carp "New high mark is undefined.  Ignored" unless defined $mark;
    return carp "New high mark would not be greater than low mark.  Ignored"
        if $mark <= $self->[WATERMARK_WRITE_MARK_LOW];
    $self->[WATERMARK_WRITE_MARK_HIGH] = $mark;
    $self->_watch_output;
    return;
}

sub set_low_mark {
    my ($self, $mark) = @_;
    return carp "Ignoring low mark (must be initialized in constructor first)"
        unless defined $self->[WATERMARK_WRITE_MARK_LOW];
    return carp "New low mark is undefined.  Ignored" unless defined $mark;
    return carp "New low mark would be less than one.  Ignored" if $mark <= 0;
    return carp "New low mark would not be less than high high mark.  Ignored"
        if $mark >= $self->[WATERMARK_WRITE_MARK_HIGH];
    $self->[WATERMARK_WRITE_MARK_LOW] = $mark;
    $self->_watch_output;
    return;
}

# ---------------------------------------------------------------------------
# Handles and what is on its way

sub get_driver_out_octets   { return $_[0][DRIVER_BUFFERED_OUT_OCTETS] }
sub get_driver_out_messages { return $_[0][DRIVER_BOTH]->get_out_messages_buffered }
sub ID                      { return $_[0][UNIQUE_ID] }
sub get_input_handle        { return $_[0][HANDLE_INPUT] }
sub get_output_handle       { return $_[0][HANDLE_OUTPUT] }

sub pause_input {
    my ($self) = @_;
    return unless defined $self->[HANDLE_INPUT];
    return $self->[FUTURES]->hold(1) if $self->[FUTURES] and !defined $self->[EVENT_INPUT];
    return _kernel()->select_pause_read($self->[HANDLE_INPUT]);
}

sub resume_input {
    my ($self) = @_;
    return unless defined $self->[HANDLE_INPUT];
    return $self->[FUTURES]->hold(0) if $self->[FUTURES] and !defined $self->[EVENT_INPUT];
    return _kernel()->select_resume_read($self->[HANDLE_INPUT]);
}

# Half of a connection; what is not a socket has no halves.
sub _shut {
    my ($handle, $half) = @_;
    no warnings qw(closed unopened);
    local ($@, $!);
    eval { shutdown $handle, $half };
    return;
}

sub shutdown_input {
    my ($self) = @_;
    my $handle = $self->[HANDLE_INPUT];
    return unless defined $handle;
    _shut($handle, 0);
    _kernel()->select_read($handle);
    $self->[FUTURES]->input_is_shut if $self->[FUTURES];
    return;
}

sub shutdown_output {
    my ($self) = @_;
    my $handle = $self->[HANDLE_OUTPUT];
    return unless defined $handle;
    my $driver = $self->[DRIVER_BOTH];
    $driver->end_output if $driver->can('end_output');    # it may have something to say first
    _shut($handle, 1);
    _kernel()->select_write($handle);
    $self->[FUTURES]->output_is_shut if $self->[FUTURES];
    return;
}

# Writes what it can now, as the next loop turn would.
sub flush {
    my ($self) = @_;
    return unless defined $self->[HANDLE_OUTPUT];
    _kernel()->call(_kernel()->get_active_session, $self->[STATE_WRITE], $self->[HANDLE_OUTPUT]);
    return 1;
}

# ---------------------------------------------------------------------------
# Futures, for whom asks rather than being told. Who does not loads nothing of them.

sub _futures {
    my ($self) = @_;
    return $self->[FUTURES]
        //= POE::Wheel::_load_futures('POE::Wheel::ReadWrite::Futures')->new($self);
}

sub read_line      { my ($self) = @_; return _futures($self)->input($self)->read_line }
sub read           { my ($self, @how) = @_; return _futures($self)->input($self)->read(@how) }
sub read_until     { my ($self, @how) = @_; return _futures($self)->input($self)->read_until(@how) }
sub set_input_mark { my ($self, @mark) = @_; return _futures($self)->set_mark(@mark) }
sub closed         { my ($self) = @_; return _futures($self)->closed($self) }
sub flushed        { my ($self) = @_; return _futures($self)->flushed($self) }

1;
