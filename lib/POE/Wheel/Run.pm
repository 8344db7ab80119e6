package POE::Wheel::Run;

use strict;
use warnings;

our $VERSION = '2.000';
our @ISA     = qw(POE::Wheel);

use Carp qw(carp croak);
use POE::Wheel;
use POE::Wheel::Pump;
use POE::XS;
use POE::Wheel::Run::Conduit;
use POE::Wheel::Run::Options;
use POE::Wheel::Run::Start;

# ---------------------------------------------------------------------------
# The wheel is an array; programs know its slots by these names.

sub UNIQUE_ID ()         {0}
sub ERROR_EVENT ()       {1}
sub CLOSE_EVENT ()       {2}
sub PROGRAM ()           {3}
sub CHILD_PID ()         {4}
sub CONDUIT_TYPE ()      {5}
sub IS_ACTIVE ()         {6}
sub CLOSE_ON_CALL ()     {7}
sub STDIO_TYPE ()        {8}
sub HANDLE_STDIN ()      {9}
sub FILTER_STDIN ()      {10}
sub DRIVER_STDIN ()      {11}
sub EVENT_STDIN ()       {12}
sub STATE_STDIN ()       {13}
sub OCTETS_STDIN ()      {14}
sub HANDLE_STDOUT ()     {15}
sub FILTER_STDOUT ()     {16}
sub DRIVER_STDOUT ()     {17}
sub EVENT_STDOUT ()      {18}
sub STATE_STDOUT ()      {19}
sub HANDLE_STDERR ()     {20}
sub FILTER_STDERR ()     {21}
sub DRIVER_STDERR ()     {22}
sub EVENT_STDERR ()      {23}
sub STATE_STDERR ()      {24}
sub MSWIN32_GROUP_PID () {25}

# What failed in the process before its program ran, while the session is yet to be told: a hash.
sub FAILURE () {26}

# What is awaited, if anything was.
sub FUTURES () {27}

# ---------------------------------------------------------------------------
# What this system has. Asked for when needed: looking costs more than the rest of this module.

# Where no file can be opened just now, $! tells why, and the next one looks again.
sub _has_pty {
    my ($known, $need) = @_;
    return $$known if defined $$known;
    my $reason = $!;
    local $@;
    local $SIG{__DIE__} = 'DEFAULT';
    my $has = eval { require IO::Pty; $need->(); 1 } ? 1 : 0;
    delete @INC{ grep { !defined $INC{$_} } keys %INC } if !$has;
    return 0                                            if !$has and _cannot_open('IO/Pty.pm');
    $! = $reason;
    return $$known = $has;
}

# What perl says of a failing require may be of another folder.
sub _cannot_open {
    my ($file)  = @_;
    my ($found) = grep {-e} map {"$_/$file"} grep { !ref } @INC;
    return defined $found && !open my $in, '<', $found;
}

my ($pty, $winsize, $open_max);

sub PTY_AVAILABLE () {
    return _has_pty(\$pty, sub { });
}

sub TIOCSWINSZ_AVAILABLE () {
    return _has_pty(\$winsize, sub { defined &IO::Tty::Constant::TIOCSWINSZ or die });
}

sub MAX_OPEN_FDS () {
    return $open_max //= eval { POSIX->can('sysconf')->(POSIX->can('_SC_OPEN_MAX')->()) } || 1024;
}

# ---------------------------------------------------------------------------
# The beginning

sub new {
    my $class   = shift;
    my $option  = POE::Wheel::Run::Options::read_all($class, @_);
    my $conduit = POE::Wheel::Run::Conduit::create($option);
    my ($pid, $failure) = POE::Wheel::Run::Start::process($class, $option, $conduit);
    POE::Wheel::Run::Conduit::close_theirs($conduit);
    my $self = bless _slots($option), $class;
    $self->[UNIQUE_ID] = POE::Wheel::allocate_wheel_id();
    $self->[CHILD_PID] = $pid;
    @$self[ HANDLE_STDIN, HANDLE_STDOUT, HANDLE_STDERR ] = @{ $conduit->{ours} };
    $self->_watch_failure($failure) if $failure;
    $self->_watch_input;
    $self->_watch_output('STDOUT', HANDLE_STDOUT);
    $self->_watch_output('STDERR', HANDLE_STDERR);
    return $self;
}

sub _slots {
    my ($option) = @_;
    my @slots;
    @slots[ ERROR_EVENT, CLOSE_EVENT ]                   = @$option{qw(ErrorEvent CloseEvent)};
    @slots[ PROGRAM, CONDUIT_TYPE ]                      = @$option{qw(Program Conduit)};
    @slots[ IS_ACTIVE, CLOSE_ON_CALL, OCTETS_STDIN ]     = (0, $option->{CloseOnCall} ? 1 : 0, 0);
    @slots[ FILTER_STDIN, DRIVER_STDIN, EVENT_STDIN ]    = _stream_of($option, 'Stdin');
    @slots[ FILTER_STDOUT, DRIVER_STDOUT, EVENT_STDOUT ] = _stream_of($option, 'Stdout');
    @slots[ FILTER_STDERR, DRIVER_STDERR, EVENT_STDERR ] = _stream_of($option, 'Stderr');
    $slots[FAILURE] = undef;
    return \@slots;
}

sub _stream_of {
    my ($option, $name) = @_;
    return @$option{ "${name}Filter", "${name}Driver", "${name}Event" };
}

# ---------------------------------------------------------------------------
# States. They hold references to the slots that they need and never the wheel, which is gone with the
# program's last reference to it, even if that goes in one of its own events.

# A stream's slots, counted from that of its handle.
sub FILTER () {1}
sub DRIVER () {2}
sub EVENT ()  {3}
sub STATE ()  {4}

sub _call {
    my ($event, @args) = @_;
    return unless defined $event;
    $POE::Kernel::poe_kernel->call($POE::Kernel::poe_kernel->get_active_session, $event, @args);
    return;
}

# Registers a state of this wheel and returns its name.
sub _state {
    my ($self, $name, $code) = @_;
    my $state = ref($self) . "($self->[UNIQUE_ID]) -> $name";
    $POE::Kernel::poe_kernel->state($state, $code);
    return $state;
}

sub _watch_input {
    my ($self) = @_;
    my $handle = $self->[HANDLE_STDIN];
    return unless defined $handle;
    my $writer = POE::Wheel::Pump::writer(
        \$self->[DRIVER_STDIN], \$self->[OCTETS_STDIN], \$self->[EVENT_STDIN], $self->[UNIQUE_ID],
        _on_write_error(\$self->[ERROR_EVENT], $self->[UNIQUE_ID]));
    my $state = $self->[STATE_STDIN] = $self->_state('select stdin', $self->_in_order($writer));
    $POE::Kernel::poe_kernel->select_write($handle, $state);
    $POE::Kernel::poe_kernel->select_pause_write($handle);
    return;
}

sub _on_write_error {
    my ($event, $id) = @_;
    return sub {
        my ($handle) = @_;
        my $message = $!;
        $POE::Kernel::poe_kernel->select_write($handle);
        _call($$event, 'write', $message + 0, $message, $id, 'STDIN');
    };
}

# An output without an event is not read.
sub _watch_output {
    my ($self, $name, $at) = @_;
    my $handle = $self->[$at];
    return unless defined $handle and defined $self->[ $at + EVENT ];
    my $at_end = _at_end(
        $name, $self->[UNIQUE_ID],
        \@$self[ ERROR_EVENT, CLOSE_EVENT, IS_ACTIVE ]);
    my $reader = POE::Wheel::Pump::reader(
        (\@$self[ map { $at + $_ } DRIVER, FILTER, EVENT ]),
        $self->[UNIQUE_ID], $at_end
    );
    my $state = $self->_state('select ' . lc $name, $self->_in_order($reader));
    $self->[ $at + STATE ] = $state;
    $self->[IS_ACTIVE]++;
    $POE::Kernel::poe_kernel->select_read($handle, $state);
    return;
}

# An ErrorEvent's handler that dies does not keep CloseEvent from coming.
sub _at_end {
    my ($name, $id, $error_event, $close_event, $open) = @_;
    return sub {
        my ($handle) = @_;
        my $message = $!;
        $POE::Kernel::poe_kernel->select_read($handle);
        my $was_last = --$$open <= 0;
        my $lived    = eval { _call($$error_event, 'read', $message + 0, $message, $id, $name); 1 };
        my $reason   = $@;
        _call($$close_event, $id) if $was_last;
        die $reason unless $lived;
    };
}

# ---------------------------------------------------------------------------
# A program that could not be run. The session is told by the next event of the wheel, at the latest by
# an alarm for this only.

sub _watch_failure {
    my ($self, $what) = @_;
    my $failure = $self->[FAILURE] = {};
    my ($event, $id) = (\$self->[ERROR_EVENT], $self->[UNIQUE_ID]);
    $failure->{tell} = sub {
        my ($operation, $errno, $where) = @$what;
        delete $failure->{tell};
        $POE::Kernel::poe_kernel->alarm_remove($failure->{alarm});
        my $message = do { local $! = $errno; $! };
        _call($$event, $operation, $message + 0, $message, $id, $where);
    };
    $failure->{state} = $self->_state('start failure', sub { _tell($failure) });
    $failure->{alarm} = $POE::Kernel::poe_kernel->delay_set($failure->{state}, 0);
    return;
}

# Returns whether the wheel is still there.
sub _tell {
    my ($failure) = @_;
    $failure->{tell}->() if $failure->{tell};
    return !$failure->{over};
}

sub _forget_failure {
    my ($self) = @_;
    my $failure = $self->[FAILURE] or return;
    $failure->{over} = 1;
    $POE::Kernel::poe_kernel->alarm_remove($failure->{alarm}) if delete $failure->{tell};
    $POE::Kernel::poe_kernel->state($failure->{state});
    return;
}

# The handler of a stream: what failed before is told before.
sub _in_order {
    my ($self, $handler) = @_;
    my $failure = $self->[FAILURE] or return $handler;
    return sub { _tell($failure) and goto &$handler };
}

# ---------------------------------------------------------------------------
# The end

# A session that has ended has no states and selects left. Those of another session are out of reach.
sub DESTROY {
    my ($self) = @_;
    my $kernel = $POE::Kernel::poe_kernel;
    return if !defined $self->[UNIQUE_ID] or !defined $kernel;
    POE::Wheel::free_wheel_id($self->[UNIQUE_ID]);
    return $self->[FUTURES]->leave(
        [ @$self[ HANDLE_STDIN, HANDLE_STDOUT, HANDLE_STDERR ] ],
        [ @$self[ STATE_STDIN, STATE_STDOUT, STATE_STDERR ] ]
    ) if $self->[FUTURES] and !$self->[FAILURE];
    return if $kernel->get_active_session == $kernel;
    $self->_forget_failure;
    $kernel->select_write($self->[HANDLE_STDIN]) if defined $self->[HANDLE_STDIN];
    for my $at (HANDLE_STDOUT, HANDLE_STDERR) {
        $kernel->select_read($self->[$at])
            if defined $self->[$at] and defined $self->[ $at + STATE ];
    }
    $kernel->state($_) for grep {defined} @$self[ STATE_STDIN, STATE_STDOUT, STATE_STDERR ];
    return;
}

# ---------------------------------------------------------------------------
# What a program does with a wheel

my %EVENT_SLOT = (
    StdinEvent  => EVENT_STDIN,
    StdoutEvent => EVENT_STDOUT,
    StderrEvent => EVENT_STDERR,
    ErrorEvent  => ERROR_EVENT,
    CloseEvent  => CLOSE_EVENT,
);

sub event {
    my ($self, @events) = @_;
    while (my ($name, $event) = splice @events, 0, 2) {
        if (!exists $EVENT_SLOT{$name}) {
            carp "ignoring unknown Run parameter '$name'";
        } elsif ($name eq 'StderrEvent' and $self->[CONDUIT_TYPE] eq 'pty') {
            carp 'ignoring StderrEvent on a pty conduit';
        } else {
            $self->[ $EVENT_SLOT{$name} ] = $event;
        }
    }
    $self->[FUTURES]->event_changed($self) if $self->[FUTURES];
    return;
}

sub put {
    my $self   = shift;
    my $handle = $self->[HANDLE_STDIN];
    croak 'Called put() on a wheel without an open STDIN handle' unless defined $handle;
    my $octets = $self->[DRIVER_STDIN]->put($self->[FILTER_STDIN]->put(\@_));
    $self->[OCTETS_STDIN] = $octets;
    $POE::Kernel::poe_kernel->select_resume_write($handle) if $octets;
    return 0;
}

# The other end of a pipe sees its end; a terminal stays open for output.
sub shutdown_stdin {
    my ($self) = @_;
    my $handle = $self->[HANDLE_STDIN];
    return unless defined $handle;
    undef $self->[HANDLE_STDIN];
    $POE::Kernel::poe_kernel->select_write($handle);
    $self->[FUTURES]->output_is_shut if $self->[FUTURES];
    close $handle unless $self->[CONDUIT_TYPE] =~ /\Apty/;
    return;
}

sub get_driver_out_octets   { return $_[0][OCTETS_STDIN] }
sub get_driver_out_messages { return $_[0][DRIVER_STDIN]->get_out_messages_buffered }

# ---- filters ----

sub get_stdin_filter  { return $_[0][FILTER_STDIN] }
sub get_stdout_filter { return $_[0][FILTER_STDOUT] }
sub get_stderr_filter { return $_[0][FILTER_STDERR] }

sub set_stdin_filter {
    my ($self, $filter) = @_;
    return $self->[FILTER_STDIN] = $filter;
}
sub set_stdout_filter { return _set_filter(HANDLE_STDOUT, @_) }
sub set_stderr_filter { return _set_filter(HANDLE_STDERR, @_) }

sub set_stdio_filter {
    my ($self, $filter) = @_;
    $self->set_stdout_filter($filter);
    return $self->set_stdin_filter($filter);
}

# What the old filter has not made a record of is the new one's.
sub _set_filter {
    my ($at, $self, $filter) = @_;
    my $slot = \$self->[ $at + FILTER ];
    my $old  = $$slot;
    $$slot = $filter;
    return unless defined $old and defined $filter and $old != $filter;
    my $pending = $old->get_pending;
    my $reader  = $self->[FUTURES] && $self->[FUTURES]->reader_of($at);
    return $reader->filter_changed($pending) if $reader;
    POE::Wheel::Pump::deliver($slot, \$self->[ $at + EVENT ], $self->[UNIQUE_ID], $pending)
        if $pending and @$pending;
    return;
}

# ---- flow ----

sub pause_stdout  { return _flow(select_pause_read  => $_[0], HANDLE_STDOUT, 1) }
sub pause_stderr  { return _flow(select_pause_read  => $_[0], HANDLE_STDERR, 1) }
sub resume_stdout { return _flow(select_resume_read => $_[0], HANDLE_STDOUT, 0) }
sub resume_stderr { return _flow(select_resume_read => $_[0], HANDLE_STDERR, 0) }

sub _flow {
    my ($method, $self, $at, $is_held) = @_;
    my $handle = $self->[$at];
    return unless defined $handle;
    my $reader = $self->[FUTURES] && $self->[FUTURES]->reader_of($at);
    return $reader->hold($is_held) if $reader;
    return $POE::Kernel::poe_kernel->$method($handle);
}

# ---- futures ----

sub _futures {
    my ($self) = @_;
    return $self->[FUTURES] //= POE::Wheel::_load_futures('POE::Wheel::Run::Futures')->new($self);
}

sub stdout     { return _futures($_[0])->stream($_[0], 'STDOUT') }
sub stderr     { return _futures($_[0])->stream($_[0], 'STDERR') }
sub read_line  { my ($self) = @_; return $self->stdout->read_line }
sub read       { my ($self, @how) = @_; return $self->stdout->read(@how) }
sub read_until { my ($self, @how) = @_; return $self->stdout->read_until(@how) }
sub flushed    { return _futures($_[0])->flushed($_[0]) }
sub exited     { return _futures($_[0])->exited($_[0]) }

# ---- the process ----

sub ID  { return $_[0][UNIQUE_ID] }
sub PID { return $_[0][CHILD_PID] }

# An unknown name is an exception of perl's: here it only signals nothing.
sub kill {
    my ($self, $signal) = @_;
    $signal = 'TERM' unless defined $signal;
    my $count = do {
        local $@;
        local $SIG{__DIE__} = 'DEFAULT';
        eval { CORE::kill($signal, $self->[CHILD_PID]) };
    };
    return unless defined $count;
    return $count;
}

# ---------------------------------------------------------------------------
# The end of a forked process, without END blocks and destructors: they are the parent's.

sub _warn_and_exit_child {
    my ($class, $message, $code) = @_;
    chomp($message = "$message");
    eval { warn "$message\n" };
    return $class->_exit_child_any_way_we_can($code);
}

sub _exit_child_any_way_we_can {
    my ($class, $code) = @_;
    eval { close $_ for \*STDIN, \*STDOUT, \*STDERR };
    eval { POSIX->can('_exit')->($code) };
    eval { CORE::kill(KILL => $$) };
    eval {
        no warnings 'exec';
        exec $^X, '-e', 0;
    };
    return CORE::exit($code);
}

1;
