package POE::Wheel::ListenAccept;

# Accepts connections on a listening socket that the program made.

use strict;
use warnings;

our $VERSION = '2.000';
our @ISA     = ('POE::Wheel');

use Carp  qw(carp croak);
use Errno qw(EWOULDBLOCK);

use POE::Kernel                      ();
use POE::Session                     ();
use POE::Wheel                       ();
use POE::Wheel::SocketFactory::Pause ();

# The wheel is an array; programs know its slots by these names.
sub SELF_HANDLE ()       {0}
sub SELF_EVENT_ACCEPT () {1}
sub SELF_EVENT_ERROR ()  {2}
sub SELF_UNIQUE_ID ()    {3}
sub SELF_STATE_ACCEPT () {4}

sub _kernel { return $POE::Kernel::poe_kernel }

sub new {
    my $class = shift;
    croak 'wheels no longer require a kernel reference as their first parameter'
        if @_ and ref $_[0] eq 'POE::Kernel';
    croak "$class requires a working Kernel" unless defined _kernel();
    my %param = (@_, @_ & 1 ? undef : ());
    for my $name (qw(Handle AcceptEvent)) {
        croak "$name required" unless defined $param{$name};
    }
    my $self = bless [
        @param{qw(Handle AcceptEvent ErrorEvent)},
        POE::Wheel::allocate_wheel_id(), undef
    ], $class;
    $self->_define_accept_state;
    return $self;
}

sub _define_accept_state {
    my ($self) = @_;
    my $name = ref($self) . "($self->[SELF_UNIQUE_ID]) -> select read";
    $self->[SELF_STATE_ACCEPT] = $name;
    _kernel()->state($name, $self->_accept_handler);
    _kernel()->select_read($self->[SELF_HANDLE], $name);
    return;
}

# One connection each time that the socket is ready.
sub _accept_handler {
    my ($self) = @_;
    my ($listener, $event) = \@$self[ SELF_HANDLE, SELF_EVENT_ACCEPT ];
    my ($id, $fail)        = ($self->[SELF_UNIQUE_ID], $self->_accept_failure);
    return sub {
        my $peer = accept my $socket, $$listener;
        return $fail->(@_) if !$peer;
        $_[POE::Session::KERNEL]->call($_[POE::Session::SESSION], $$event, $socket, $peer, $id);
        return;
    };
}

sub _accept_failure {
    my ($self) = @_;
    my ($listener, $event, $state) = \@$self[ SELF_HANDLE, SELF_EVENT_ERROR, SELF_STATE_ACCEPT ];
    my $id        = $self->[SELF_UNIQUE_ID];
    my $is_wanted = sub { defined $$state };
    return sub {
        my ($errno, $message) = ($! + 0, $!);
        return if $errno == EWOULDBLOCK;
        $_[POE::Session::KERNEL]
            ->call($_[POE::Session::SESSION], $$event, 'accept', $errno, $message, $id)
            if defined $$event;
        POE::Wheel::SocketFactory::Pause::begin($$listener, $$state, $is_wanted)
            if POE::Wheel::SocketFactory::Pause::helps_against($errno)
            and $is_wanted->();
        return;
    };
}

# A wheel that outlives its session has nothing to undo: no session is active then.
sub DESTROY {
    my ($self) = @_;
    my ($kernel, $state) = (_kernel(), $self->[SELF_STATE_ACCEPT]);
    $self->[SELF_STATE_ACCEPT] = undef;
    if (defined $state and $kernel and $kernel->get_active_session != $kernel) {
        $kernel->select($self->[SELF_HANDLE]);
        POE::Wheel::SocketFactory::Pause::forget($state);
        $kernel->state($state);
    }
    POE::Wheel::free_wheel_id($self->[SELF_UNIQUE_ID]);
    return;
}

sub ID { return $_[0][SELF_UNIQUE_ID] }

sub event {
    my ($self, @events) = @_;    # a copy: carp would keep what is taken out of @_ alive
    push @events, undef if @events & 1;
    while (my ($name, $event) = splice @events, 0, 2) {
        if    ($name eq 'AcceptEvent') { $self->_set_accept_event($event) }
        elsif ($name eq 'ErrorEvent')  { $self->[SELF_EVENT_ERROR] = $event }
        else                           { carp "ignoring unknown ListenAccept parameter '$name'" }
    }
    return;
}

sub _set_accept_event {
    my ($self, $event) = @_;
    return carp 'AcceptEvent requires an event name.  ignoring undef' if !defined $event;
    $self->[SELF_EVENT_ACCEPT] = $event;
    return;
}

1;
