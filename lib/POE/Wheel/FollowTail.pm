package POE::Wheel::FollowTail;

# Follows a growing file, by handle or by name. Plain files are polled by a timer, anything else is
# watched like a socket.

use strict;
use warnings;

our $VERSION = '2.000';
our @ISA     = ('POE::Wheel');

use Carp  qw(carp croak);
use Fcntl qw(O_NONBLOCK O_RDONLY O_RDWR SEEK_CUR SEEK_SET);

use POE::Driver::SysRW               ();
use POE::Filter::Line                ();
use POE::Kernel                      ();
use POE::Session                     ();
use POE::Wheel                       ();
use POE::Wheel::FollowTail::ByHandle ();
use POE::Wheel::FollowTail::ByName   ();
use POE::Wheel::FollowTail::Notice   ();
use POE::Wheel::Pump                 ();

# ---------------------------------------------------------------------------
# The wheel is an array; programs know its slots by these names.

sub SELF_HANDLE ()      {0}
sub SELF_FILENAME ()    {1}
sub SELF_DRIVER ()      {2}
sub SELF_FILTER ()      {3}
sub SELF_INTERVAL ()    {4}
sub SELF_EVENT_INPUT () {5}
sub SELF_EVENT_ERROR () {6}
sub SELF_EVENT_RESET () {7}
sub SELF_UNIQUE_ID ()   {8}
sub SELF_STATE_READ ()  {9}
sub SELF_LAST_STAT ()   {10}
sub SELF_FOLLOW_MODE () {11}
sub SELF_EVENT_IDLE ()  {12}

sub MODE_TIMER ()  {1}
sub MODE_SELECT () {2}

my %SLOT_OF = (
    InputEvent => SELF_EVENT_INPUT, ErrorEvent => SELF_EVENT_ERROR,
    ResetEvent => SELF_EVENT_RESET, IdleEvent  => SELF_EVENT_IDLE,
);

# How far before its end a file is read at first, to find out where its last record begins.
my $LOOK_BACK = 4096;

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# Construction

sub new {
    my $class = shift;
    croak 'wheels no longer require a kernel reference as their first parameter'
        if @_ and ref $_[0] eq 'POE::Kernel';
    croak "$class requires a working Kernel" unless defined _kernel();
    my %param = (@_, @_ & 1 ? undef : ());
    _check(\%param);
    my $self = bless [
        @param{qw(Handle Filename)},
        $param{Driver}       // POE::Driver::SysRW->new,
        $param{Filter}       // POE::Filter::Line->new,
        $param{PollInterval} // 1,
        @param{qw(InputEvent ErrorEvent ResetEvent)},
        POE::Wheel::allocate_wheel_id(), undef, undef, undef, $param{IdleEvent} ], $class;
    $self->_begin(\%param);
    return $self;
}

sub _check {
    my ($param) = @_;
    croak 'FollowTail requires a Handle or Filename parameter, but not both'
        unless defined $param->{Handle} xor defined $param->{Filename};
    croak 'InputEvent required' unless defined $param->{InputEvent};
    croak "can't have Seek and SeekBack at the same time"
        if exists $param->{Seek} and exists $param->{SeekBack};
    return;
}

# A file that is not there yet is one that will be plain.
sub _begin {
    my ($self, $param) = @_;
    my $handle = $self->[SELF_HANDLE] //= _open_file($self->[SELF_FILENAME]);
    croak 'FollowTail does not tail directories' if -d ($handle // $self->[SELF_FILENAME]);
    my @stat = defined $handle ? (stat $handle)[ 0 .. 7 ] : ();
    $self->[SELF_LAST_STAT] = @stat ? \@stat : [ (-1) x 8 ];
    return $self->_begin_selecting($param) if defined $handle and !-f $handle;
    $self->_find_the_end($param)           if defined $handle;
    $self->_define_timer_states;
    return;
}

sub _begin_selecting {
    my ($self, $param) = @_;
    carp 'FollowTail does not need PollInterval for special files' if exists $param->{PollInterval};
    carp ref($self), " can't SeekBack special files"               if $param->{SeekBack};
    $self->_define_select_states;
    return;
}

# A pipe is opened for both directions, and so has no end while its writers come and go.
sub _open_file {
    my ($name) = @_;
    my $mode = -p $name ? O_RDWR | O_NONBLOCK : O_RDONLY;
    sysopen my $handle, $name, $mode or return undef;    ## no critic (one value)
    return $handle;
}

# ---------------------------------------------------------------------------
# Where reading begins

sub _find_the_end {
    my ($self, $param) = @_;
    my $handle = $self->[SELF_HANDLE];
    my $size   = -s $handle;
    my ($seek, $back) = @$param{qw(Seek SeekBack)};
    return _go_to($handle, _place($seek, $size))                  if defined $seek;
    return _go_to($handle, $back ? _place(-$back, $size) : $size) if defined $back;
    _go_to($handle, _place(-$LOOK_BACK, $size));
    return $self->_discard_records;
}

# An offset from the start, or a negative one from the end, within the file.
sub _place {
    my ($offset, $size) = @_;
    $offset += $size if $offset < 0;
    return $offset < 0 ? 0 : $offset > $size ? $size : $offset;
}

sub _go_to {
    my ($handle, $position) = @_;
    sysseek $handle, $position, SEEK_SET;
    return;
}

# What remains in the filter is the beginning of a record that is still being written.
sub _discard_records {
    my ($self) = @_;
    my ($handle, $driver, $filter) = @$self[ SELF_HANDLE, SELF_DRIVER, SELF_FILTER ];
    while (my $chunks = $driver->get($handle)) {
        last unless @$chunks;
        $filter->get($chunks);
    }
    return;
}

# ---------------------------------------------------------------------------
# The state that reads

sub _define_select_states {
    my ($self) = @_;
    my $name = $self->_name_state(MODE_SELECT, 'select read');
    _kernel()->state(
        $name,
        POE::Wheel::Pump::reader(
            \(@$self[ SELF_DRIVER, SELF_FILTER, SELF_EVENT_INPUT ]),
            $self->[SELF_UNIQUE_ID],
            $self->_end_handler
        ));
    _kernel()->select_read($self->[SELF_HANDLE], $name);
    return;
}

# The end of a pipe is silence. That of a connection is an error, as every end with an errno is.
sub _end_handler {
    my ($self) = @_;
    my ($error, $idle, $state) = \@$self[ SELF_EVENT_ERROR, SELF_EVENT_IDLE, SELF_STATE_READ ];
    my $id = $self->[SELF_UNIQUE_ID];
    return sub {
        my ($handle) = @_;
        my ($errno, $message)  = ($! + 0, $!);
        my ($kernel, $session) = (_kernel(), _kernel()->get_active_session);
        my $is_error = $errno || -S $handle || -t $handle;
        my ($event, @args) = $is_error ? ($$error, 'read', $errno, $message) : ($$idle);
        $kernel->call($session, $event, @args, $id) if defined $event;
        $kernel->select_read($handle)
            if defined $$state and $kernel->get_active_session == $session;
        return;
    };
}

# The state holds the timer, and the timer references to slots: the wheel itself can go at any time.
sub _define_timer_states {
    my ($self)  = @_;
    my $by_name = defined $self->[SELF_FILENAME];
    my $name  = $self->_name_state(MODE_TIMER, $by_name ? 'name timer read' : 'handle timer read');
    my $class = 'POE::Wheel::FollowTail::' . ($by_name ? 'ByName' : 'ByHandle');
    my %slot;
    @slot{qw(handle driver filter input error reset state last_stat idle)} = \@$self[
        SELF_HANDLE, SELF_DRIVER, SELF_FILTER, SELF_EVENT_INPUT, SELF_EVENT_ERROR,
        SELF_EVENT_RESET, SELF_STATE_READ, SELF_LAST_STAT, SELF_EVENT_IDLE
    ];
    my $timer = $class->new(
        %slot,
        id       => $self->[SELF_UNIQUE_ID],
        interval => $self->[SELF_INTERVAL],
        filename => $self->[SELF_FILENAME]);
    _kernel()->state($name, sub { $timer->poll($_[POE::Session::ARG0]) });
    _kernel()->delay($name, 0, POE::Wheel::FollowTail::Notice->new($name));
    return;
}

sub _name_state {
    my ($self, $mode, $what) = @_;
    $self->[SELF_FOLLOW_MODE] = $mode;
    return $self->[SELF_STATE_READ] = ref($self) . "($self->[SELF_UNIQUE_ID]) -> $what";
}

# A wheel that outlives its session has nothing to undo: no session is active then.
sub DESTROY {
    my ($self) = @_;
    my ($kernel, $state) = (_kernel(), $self->[SELF_STATE_READ]);
    $self->[SELF_STATE_READ] = undef;
    if (defined $state and $kernel and $kernel->get_active_session != $kernel) {
        if ($self->[SELF_FOLLOW_MODE] == MODE_SELECT) { $kernel->select_read($self->[SELF_HANDLE]) }
        else                                          { $kernel->delay($state) }
        $kernel->state($state);
    }
    POE::Wheel::free_wheel_id($self->[SELF_UNIQUE_ID]);
    return;
}

# ---------------------------------------------------------------------------
# Events of a timer. They are sent from here, so that their handlers see the wheel's file as the
# caller's.

sub _deliver {
    my ($filter, $event, $id, $chunks) = @_;
    POE::Wheel::Pump::deliver($filter, $event, $id, $chunks);
    return;
}

sub _report {
    my ($event, @args) = @_;
    _kernel()->call(_kernel()->get_active_session, $event, @args);
    return;
}

# ---------------------------------------------------------------------------
# What a program may ask of the wheel

sub ID { return $_[0][SELF_UNIQUE_ID] }

sub event {
    my ($self, @events) = @_;    # a copy: carp would keep what is taken out of @_ alive
    push @events, undef if @events & 1;
    while (my ($name, $event) = splice @events, 0, 2) {
        my $slot = $SLOT_OF{$name};
        if    (!defined $slot) { carp "ignoring unknown FollowTail parameter '$name'" }
        elsif (!defined $event and $slot == SELF_EVENT_INPUT) {
            carp 'InputEvent requires an event name.  ignoring undef';
        } else {
            $self->[$slot] = $event;
        }
    }
    return;
}

sub tell {
    my ($self) = @_;
    return sysseek $self->[SELF_HANDLE], 0, SEEK_CUR;
}

1;
