package POE::Wheel::SocketFactory;

# Makes sockets: connects them, or listens and accepts. A socket is set up by a row of steps, of
# which the first one that fails says so in the failure event.

use strict;
use warnings;

our $VERSION = '2.000';
our @ISA     = ('POE::Wheel');

use Carp         qw(carp croak);
use Errno        qw(EADDRINUSE ECONNABORTED EINPROGRESS ESPIPE EWOULDBLOCK);
use Socket       qw(PF_UNSPEC SOCK_DGRAM SOCK_STREAM SOL_SOCKET SOMAXCONN SO_ERROR SO_REUSEADDR);
use Symbol       qw(gensym);
use Scalar::Util qw(weaken);

use POE::Kernel                         ();
use POE::Session                        ();
use POE::Wheel                          ();
use POE::Wheel::SocketFactory::Address  ();
use POE::Wheel::SocketFactory::Name     ();
use POE::Wheel::SocketFactory::Pause    ();
use POE::Wheel::SocketFactory::Protocol ();

# ---------------------------------------------------------------------------
# The wheel is an array; programs know its slots by these names.

sub MY_SOCKET_HANDLE ()   {0}
sub MY_UNIQUE_ID ()       {1}
sub MY_EVENT_SUCCESS ()   {2}
sub MY_EVENT_FAILURE ()   {3}
sub MY_SOCKET_DOMAIN ()   {4}
sub MY_STATE_ACCEPT ()    {5}
sub MY_STATE_CONNECT ()   {6}
sub MY_MINE_SUCCESS ()    {7}
sub MY_MINE_FAILURE ()    {8}
sub MY_SOCKET_PROTOCOL () {9}
sub MY_SOCKET_TYPE ()     {10}
sub MY_STATE_ERROR ()     {11}

# 'yes' while the kernel watches the socket, 'paused' while the program does not want it to.
sub MY_SOCKET_SELECTED () {12}

my %SLOT_OF = (SuccessEvent => MY_EVENT_SUCCESS, FailureEvent => MY_EVENT_FAILURE);

# What accept meets now and then and nobody needs to hear of.
my %IS_NO_FAILURE = map { $_ => 1 } EWOULDBLOCK, ECONNABORTED, ESPIPE;

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# Construction

sub new {
    my $class = shift;
    croak "$class requires an even number of parameters" if @_ & 1;
    croak 'wheels no longer require a kernel reference as their first parameter'
        if @_ and ref $_[0] eq 'POE::Kernel';
    croak "$class requires a working Kernel" unless defined _kernel();
    my %param = @_;
    for my $name (qw(SuccessEvent FailureEvent)) {
        croak "$name required" unless defined $param{$name};
    }
    my $self = bless [
        gensym(), POE::Wheel::allocate_wheel_id(),
        @param{qw(SuccessEvent FailureEvent)}, (undef) x 9
    ], $class;
    my @failure = $self->_set_up(\%param);
    _kernel()->yield($param{FailureEvent}, @failure, $self->[MY_UNIQUE_ID]) if @failure;
    return $self;
}

# Each step returns nothing, or why it failed: operation, number and message.
sub _set_up {
    my ($self, $param) = @_;
    my @steps = (
        \&_choose_domain, \&_choose_protocol, \&_open, \&_make_reusable, \&_bind,
        defined $param->{RemoteAddress} ? \&_connect : \&_begin_to_listen
    );
    for my $step (@steps) {
        my @failure = $self->$step($param);
        return @failure if @failure;
    }
    return;
}

sub _failure {
    my ($operation, $errno) = @_;
    $! = $errno if defined $errno;
    my $message = $!;
    return ($operation, $! + 0, $message);
}

# Steps that look something up leave it in the parameters for those that follow.
sub _choose_domain {
    my ($self, $param) = @_;
    my $wanted = $param->{SocketDomain} // POE::Wheel::SocketFactory::Address::default_domain();
    my $domain = POE::Wheel::SocketFactory::Address::domain($wanted);
    $self->[MY_SOCKET_DOMAIN] = $domain ? $domain->{number} : $wanted;
    $param->{domain} = $domain;
    return if $domain;
    return (domain => 0, "SocketDomain $wanted is currently unsupported on this platform");
}

sub _choose_protocol {
    my ($self, $param) = @_;
    return $self->_choose_no_protocol($param) if $param->{domain}{is_local};
    my ($name, $number)
        = POE::Wheel::SocketFactory::Protocol::find($param->{SocketProtocol} // 'tcp');
    return _failure($number) unless defined $name;
    croak "SocketFactory does not support Internet $name sockets"
        unless $name eq 'tcp' or $name eq 'udp';
    $self->[MY_SOCKET_PROTOCOL] = $number;
    $self->[MY_SOCKET_TYPE] = $param->{SocketType} // ($name eq 'udp' ? SOCK_DGRAM : SOCK_STREAM);
    $param->{protocol}      = $name;
    return;
}

sub _choose_no_protocol {
    my ($self, $param) = @_;
    carp 'SocketProtocol ignored for Unix socket' if defined $param->{SocketProtocol};
    $self->[MY_SOCKET_PROTOCOL] = PF_UNSPEC;
    $self->[MY_SOCKET_TYPE]     = $param->{SocketType} // SOCK_STREAM;
    return;
}

sub _open {
    my ($self) = @_;
    my $handle = $self->[MY_SOCKET_HANDLE];
    socket $handle, $self->[MY_SOCKET_DOMAIN], $self->[MY_SOCKET_TYPE], $self->[MY_SOCKET_PROTOCOL]
        or return _failure('socket');
    _kernel()->_data_handle_condition($handle);
    return;
}

sub _make_reusable {
    my ($self, $param) = @_;
    my $reuse = $param->{Reuse} // '';
    return unless $reuse =~ /\A(?:yes|on)\z/i or $reuse && $reuse =~ /\d/;
    setsockopt $self->[MY_SOCKET_HANDLE], SOL_SOCKET, SO_REUSEADDR, 1
        or return _failure('setsockopt');
    return;
}

sub _bind {
    my ($self, $param)   = @_;
    my ($address, $port) = @$param{qw(BindAddress BindPort)};
    if ($param->{domain}{is_local}) {
        carp 'BindPort ignored for Unix socket' if defined $port;
        return                                  if !defined $address;
        return _failure(bind => EADDRINUSE)     if defined $param->{RemotePort};
    }
    return unless defined $address or defined $port;
    my ($packed, @failure) = $self->_pack($param, to_bind => $address, $port);
    return _failure(@failure) if !defined $packed;
    bind $self->[MY_SOCKET_HANDLE], $packed or return _failure('bind');
    return;
}

# A packed socket address; or undef, an operation and an error number.
sub _pack {
    my ($self, $param, $purpose, $address, $port) = @_;
    my %socket = (
        name     => $param->{protocol},
        protocol => $self->[MY_SOCKET_PROTOCOL],
        type     => $self->[MY_SOCKET_TYPE],
    );
    return $param->{domain}{$purpose}->($address, $port, \%socket);
}

# ---------------------------------------------------------------------------
# The last step: towards a remote end

sub _connect {
    my ($self, $param) = @_;
    if (!$param->{domain}{is_local}) {
        croak 'RemotePort required' unless defined $param->{RemotePort};
        carp 'ListenQueue ignored' if defined $param->{ListenQueue};
    }
    return $self->_look_up($param) if $self->_is_to_be_looked_up($param);
    my ($packed, @failure)
        = $self->_pack($param, to_connect => @$param{qw(RemoteAddress RemotePort)});
    return defined $packed ? $self->_connect_to($packed) : _failure(@failure);
}

# EAGAIN is no attempt that goes on: the queue of a local listener is full, or no port is left.
sub _connect_to {
    my ($self, $packed) = @_;
    connect $self->[MY_SOCKET_HANDLE], $packed or $! == EINPROGRESS or return _failure('connect');
    $self->_define_connect_state;
    return;
}

# Outside of sessions nobody could be told.
sub _is_to_be_looked_up {
    my ($self, $param) = @_;
    my $domain = $param->{domain};
    return
           $domain->{answer}
        && _kernel()->get_active_session != _kernel()
        && POE::Wheel::SocketFactory::Address::is_name($param->{RemoteAddress}, $domain->{number});
}

sub _look_up {
    my ($self, $param) = @_;
    my $address = "$param->{RemoteAddress}";
    my ($port, @failure)
        = POE::Wheel::SocketFactory::Address::port(@$param{qw(RemotePort protocol)});
    return _failure(@failure) if !defined $port;
    my $place = POE::Wheel::SocketFactory::Address::place();
    weaken(my $wheel = $self);
    my %what = (
        host     => $address,
        service  => $port,
        family   => $self->[MY_SOCKET_DOMAIN],
        socktype => $self->[MY_SOCKET_TYPE],
        protocol => $self->[MY_SOCKET_PROTOCOL],
    );
    POE::Wheel::SocketFactory::Name::begin(
        $self->[MY_UNIQUE_ID], ref $self,
        \%what, sub { $wheel->_was_looked_up($address, $port, $place, @_) if $wheel });
    return;
}

# What fails now is told as a failure to connect would be.
sub _was_looked_up {
    my ($self, $address, $port, $place, @answer) = @_;
    my $domain = POE::Wheel::SocketFactory::Address::domain($self->[MY_SOCKET_DOMAIN]);
    my ($packed, @failure) = $domain->{answer}->($address, $port, $place, @answer);
    @failure = defined $packed ? $self->_connect_to($packed) : _failure(@failure);
    return if !@failure;
    my $kernel = _kernel();
    $kernel->call(
        $kernel->get_active_session, $self->[MY_EVENT_FAILURE], @failure,
        $self->[MY_UNIQUE_ID]);
    return;
}

sub _define_connect_state {
    my ($self) = @_;
    my $name = $self->_name_state(MY_STATE_CONNECT, 'select connect');
    _kernel()->state($name, $self->_connect_handler);
    $self->_select;
    return;
}

# The socket can be written to: the attempt is over, one way or the other. It happens once, so the
# watcher and the state go before the program hears of it.
sub _connect_handler {
    my ($self) = @_;
    my ($success, $failure, $state, $selected)
        = \@$self[ MY_EVENT_SUCCESS, MY_EVENT_FAILURE, MY_STATE_CONNECT, MY_SOCKET_SELECTED ];
    my $id      = $self->[MY_UNIQUE_ID];
    my $peer_of = POE::Wheel::SocketFactory::Address::domain($self->[MY_SOCKET_DOMAIN])->{peer};
    return sub {
        my ($kernel, $session, $handle)
            = @_[ POE::Session::KERNEL, POE::Session::SESSION, POE::Session::ARG0 ];
        $kernel->select_write($handle);
        $kernel->state($$state);
        $$state = $$selected = undef;
        my @failure = _what_failed($handle);
        return $kernel->call($session, $$failure, @failure, $id) if @failure;
        return $kernel->call($session, $$success, $handle, $peer_of->(getpeername $handle), $id);
    };
}

sub _what_failed {
    my ($handle) = @_;
    my $pending  = getsockopt $handle, SOL_SOCKET, SO_ERROR;
    my $errno    = defined $pending ? unpack 'i', $pending : $! + 0;
    return _failure(connect => $errno) if $errno;
    return _failure('getpeername') unless defined getpeername $handle;
    return;
}

# ---------------------------------------------------------------------------
# The last step: listening, or nothing more to do for a socket without connections

sub _begin_to_listen {
    my ($self, $param) = @_;
    carp 'RemotePort ignored without RemoteAddress' if defined $param->{RemotePort};
    return $self->_listen($param)                   if ($param->{protocol} // 'tcp') eq 'tcp';
    carp 'Ignoring ListenQueue parameter for non-listening socket' if defined $param->{ListenQueue};
    _kernel()->yield(
        $self->[MY_EVENT_SUCCESS], $self->[MY_SOCKET_HANDLE],
        undef, undef, $self->[MY_UNIQUE_ID]);
    return;
}

sub _listen {
    my ($self, $param) = @_;
    my $queue = $param->{ListenQueue} || SOMAXCONN;
    no warnings 'numeric';    # a text counts as 0, as it always has
    listen $self->[MY_SOCKET_HANDLE], $queue or return _failure('listen');
    $self->_define_accept_state;
    return;
}

sub _define_accept_state {
    my ($self) = @_;
    my $name = $self->_name_state(MY_STATE_ACCEPT, 'select accept');
    _kernel()->state($name, $self->_accept_handler);
    $self->_select;
    return;
}

# One connection each time that the socket is ready.
sub _accept_handler {
    my ($self) = @_;
    my ($success, $listener) = \@$self[ MY_EVENT_SUCCESS, MY_SOCKET_HANDLE ];
    my $id      = $self->[MY_UNIQUE_ID];
    my $peer_of = POE::Wheel::SocketFactory::Address::domain($self->[MY_SOCKET_DOMAIN])->{peer};
    my $fail    = $self->_accept_failure;
    return sub {
        my $peer = accept my $socket, $$listener;
        return $fail->(@_) if !$peer;
        $_[POE::Session::KERNEL]
            ->call($_[POE::Session::SESSION], $$success, $socket, $peer_of->($peer), $id);
        return;
    };
}

sub _accept_failure {
    my ($self) = @_;
    my ($listener, $event, $state, $selected)
        = \@$self[ MY_SOCKET_HANDLE, MY_EVENT_FAILURE, MY_STATE_ACCEPT, MY_SOCKET_SELECTED ];
    my $id        = $self->[MY_UNIQUE_ID];
    my $is_wanted = sub { ($$selected // '') eq 'yes' };
    return sub {
        my ($kernel, $session) = @_[ POE::Session::KERNEL, POE::Session::SESSION ];
        my @failure = _failure('accept');
        return if $IS_NO_FAILURE{ $failure[1] };
        $kernel->call($session, $$event, @failure, $id);
        POE::Wheel::SocketFactory::Pause::begin($$listener, $$state, $is_wanted)
            if POE::Wheel::SocketFactory::Pause::helps_against($failure[1])
            and $is_wanted->();
        return;
    };
}

# ---------------------------------------------------------------------------
# States and watchers

sub _name_state {
    my ($self, $slot, $what) = @_;
    for my $event (sort { $SLOT_OF{$a} <=> $SLOT_OF{$b} } keys %SLOT_OF) {
        carp "reference for $event will be treated as an event name"
            if ref $self->[ $SLOT_OF{$event} ];
    }
    return $self->[$slot] = ref($self) . "($self->[MY_UNIQUE_ID]) -> $what";
}

# Also resumes a socket that is paused.
sub _select {
    my ($self) = @_;
    my ($handle, $accept, $connect) = @$self[ MY_SOCKET_HANDLE, MY_STATE_ACCEPT, MY_STATE_CONNECT ];
    return if POE::Wheel::SocketFactory::Name::is_looked_up($self->[MY_UNIQUE_ID]);
    if    (defined $accept)  { _kernel()->select_read($handle, $accept) }
    elsif (defined $connect) { _kernel()->select_write($handle, $connect) }
    else                     { croak 'POE developer error - no state defined' }
    $self->[MY_SOCKET_SELECTED] = 'yes';
    return;
}

# A wheel that outlives its session has nothing to undo: no session is active then.
sub DESTROY {
    my ($self) = @_;
    my $kernel = _kernel();
    POE::Wheel::SocketFactory::Name::forget($self->[MY_UNIQUE_ID]) if $kernel;
    $self->_undo($kernel) if $kernel and $kernel->get_active_session != $kernel;
    @$self[ MY_STATE_ACCEPT, MY_STATE_CONNECT, MY_SOCKET_SELECTED ] = ();
    POE::Wheel::free_wheel_id($self->[MY_UNIQUE_ID]);
    return;
}

sub _undo {
    my ($self, $kernel)    = @_;
    my ($accept, $connect) = @$self[ MY_STATE_ACCEPT, MY_STATE_CONNECT ];
    $kernel->select($self->[MY_SOCKET_HANDLE])        if $self->[MY_SOCKET_SELECTED];
    POE::Wheel::SocketFactory::Pause::forget($accept) if defined $accept;
    $kernel->state($_) for grep {defined} $accept, $connect;
    return;
}

# ---------------------------------------------------------------------------
# What a program may ask of the wheel

sub ID { return $_[0][MY_UNIQUE_ID] }

sub event {
    my ($self, @events) = @_;    # a copy: carp would keep what is taken out of @_ alive
    push @events, undef if @events & 1;
    while (my ($name, $event) = splice @events, 0, 2) {
        my $slot = $SLOT_OF{$name};
        if    (!defined $slot)  { carp "ignoring unknown SocketFactory parameter '$name'" }
        elsif (!defined $event) { carp "$name requires an event name.  ignoring undef" }
        else                    { $self->[$slot] = $event }
    }
    return $self->_select;
}

sub getsockname {
    my ($self) = @_;
    my $handle = $self->[MY_SOCKET_HANDLE];
    return undef unless defined $handle and defined fileno $handle;    ## no critic (one value)
    return scalar getsockname $handle;
}

sub pause_accept {
    my ($self) = @_;
    return '' unless defined $self->[MY_STATE_ACCEPT];
    $self->[MY_SOCKET_SELECTED] = 'paused';
    return _kernel()->select_pause_read($self->[MY_SOCKET_HANDLE]);
}

sub resume_accept {
    my ($self) = @_;
    return '' unless defined $self->[MY_STATE_ACCEPT];
    $self->[MY_SOCKET_SELECTED] = 'yes';
    return _kernel()->select_resume_read($self->[MY_SOCKET_HANDLE]);
}

1;
