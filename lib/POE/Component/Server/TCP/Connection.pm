package POE::Component::Server::TCP::Connection;

# The session of a connection: its handlers. They are made once a server, not for each connection; what
# belongs to one connection is in its heap.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno        qw(ECONNABORTED ECONNRESET);
use Scalar::Util qw(blessed weaken);
use Socket       qw(AF_INET6 inet_ntoa inet_ntop);

use POE::Component::TCP::Handlers  ();
use POE::Component::TCP::Handshake ();
use POE::Component::TCP::Idle      ();
use POE::Component::TCP::Linger    ();
use POE::Session;
use POE::Wheel::ReadWrite ();

my %HANDLER = (
    _start               => \&_start,
    _stop                => \&_stop,
    shutdown             => \&_shutdown,
    tcp_server_drain     => \&_drain,
    tcp_server_got_error => \&_got_error,
);

my %SESSION_HANDLER = (tcp_server_serve => \&_serve, tcp_server_served => \&_served);

my %TLS_HANDLER = (tcp_handshake_step => \&_shake_hands, tcp_handshake_timeout => \&_give_up);

# All but the quick ones get the plan in front of what handlers get.
sub states {
    my ($plan) = @_;
    $plan->{ClientError} //= \&_default_error;
    $plan->{wheel} = [ _wheel_parameters($plan->{water}, !$plan->{Session}) ];
    my %handler = (
        %HANDLER,
        $plan->{Session}         ? %SESSION_HANDLER                                      : (),
        $plan->{tls}             ? %TLS_HANDLER                                          : (),
        defined $plan->{seconds} ? (POE::Component::TCP::Idle::STATE() => \&_check_idle) : (),
    );
    return {
        POE::Component::TCP::Handlers::all_with($plan, %handler),
        _quick_handlers($plan),
        _mark_handlers($plan),
        _child => sub { },
    };
}

sub _quick_handlers {
    my ($plan) = @_;
    my ($input, $flushed, $seconds) = @$plan{qw(ClientInput ClientFlushed seconds)};
    my $end = POE::Component::TCP::Handlers::with($plan, \&_disconnect);
    return (
        $input
        ? (tcp_server_got_input => POE::Component::TCP::Handlers::input($input, $seconds))
        : (),
        tcp_server_got_flush => POE::Component::TCP::Handlers::flushed($flushed, $seconds, $end),
    );
}

sub _mark_handlers {
    my ($plan) = @_;
    return if !%{ $plan->{water} };
    return (
        tcp_server_got_high => $plan->{ClientHigh},
        tcp_server_got_low  => $plan->{ClientLow},
    );
}

# ---------------------------------------------------------------------------
# The beginning

sub _start {
    my $plan = shift;
    my ($session, $heap, $socket) = @_[ SESSION, HEAP, ARG0 ];
    $plan->{server}{open}{ $session->ID } = 1;
    $heap->{shutdown}                     = 0;
    $heap->{shutdown_on_error}            = $plan->{shutdown_on_error};
    @$heap{qw(remote_ip remote_port)}     = _readable(@{ delete $plan->{peer} });
    if (my $condition = $plan->{ClientPreConnect}) {
        $socket = &$condition;
        return if !$socket or !ref $socket or !defined fileno $socket;
    }
    if ($plan->{tls}) {
        $heap->{handshake} = POE::Component::TCP::Handshake->new($plan->{tls}, $socket);
        return _shake_hands($plan, @_);
    }
    _open($plan, $heap, $socket);
    return _begin($plan, @_);
}

sub _begin {
    my $plan = $_[0];
    return $_[ 1 + KERNEL ]->yield('tcp_server_serve') if $plan->{Session};
    return $plan->{ClientConnected} ? _tell_connected(@_) : ();
}

my $IS_MAPPED = qr/\A\0{10}\xff\xff(.{4})\z/s;

sub _readable {
    my ($address, $port) = @_;
    return ('LOCAL', undef)             if !defined $port;
    return (inet_ntoa($address), $port) if length $address == 4;
    return (inet_ntoa("$1"), $port)     if $address =~ $IS_MAPPED;
    return (inet_ntop(AF_INET6, $address), $port);
}

sub _open {
    my ($plan, $heap, $socket, @driver) = @_;
    $heap->{client} = POE::Wheel::ReadWrite->new(
        Handle => $socket,
        @driver,
        $plan->{filters}->make,
        @{ $plan->{wheel} },
    );
    POE::Component::TCP::Idle::begin($heap, $plan->{seconds}) if defined $plan->{seconds};
    return;
}

# What is the same for the wheels of all connections.
sub _wheel_parameters {
    my ($water, $has_input) = @_;
    return (
        $has_input ? (InputEvent => 'tcp_server_got_input') : (),
        ErrorEvent   => 'tcp_server_got_error',
        FlushedEvent => 'tcp_server_got_flush',
        %$water
        ? (%$water, HighEvent => 'tcp_server_got_high', LowEvent => 'tcp_server_got_low')
        : (),
    );
}

sub _tell_connected {
    my $plan = shift;
    return $plan->{ClientConnected}->(@_[ 0 .. ARG0 - 1 ], @{ $plan->{ClientArgs} });
}

# ---------------------------------------------------------------------------
# TLS: between connected and open

sub _shake_hands {
    my $plan = shift;
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my $handshake = $heap->{handshake} or return;
    my ($is_over, @failure) = $handshake->step;
    return if !$is_over;
    delete $heap->{handshake};
    return _fail($plan, @_[ 0 .. ARG0 - 1 ], @failure) if @failure;
    my ($driver, $socket) = ($handshake->driver, $handshake->socket);
    weaken($heap->{tls} = $driver);    # the wheel's
    _open($plan, $heap, $socket, Driver => $driver);
    _begin($plan, @_);
    $kernel->call($_[SESSION], $heap->{client}[ POE::Wheel::ReadWrite::STATE_READ() ], $socket)
        if $heap->{client}
        and !$plan->{Session}
        and $driver->has_arrived;
    return;
}

sub _give_up {
    my $plan      = shift;
    my $handshake = delete $_[HEAP]{handshake} or return;
    return _fail($plan, @_[ 0 .. ARG0 - 1 ], $handshake->expire);
}

# A failure before there was a wheel: nobody has been told of a connection.
sub _fail {
    my ($plan, @event) = @_;
    return $plan->{ClientError}->(@event, undef);
}

# ---------------------------------------------------------------------------
# An async sub that serves the client from top to bottom. Its arguments are kept while it runs.

sub _serve {
    my $plan = shift;
    my $heap = $_[HEAP];
    return if !$heap->{client} or $heap->{shutdown};
    my @event  = (@_[ 0 .. ARG0 - 1 ], @{ $plan->{ClientArgs} });
    my $future = $plan->{Session}->(@event);
    return _shutdown($plan, @_) if !blessed $future or !$future->can('on_ready');
    $heap->{serving} = $future;
    $future->on_ready(sub {
        my ($kernel, $session) = @event[ KERNEL, SESSION ];
        delete $heap->{serving};
        @event = ();
        $kernel->call($session, tcp_server_served => $future) if !$future->is_cancelled;
        undef $future;
    });
    return;
}

# What the connection failed of is an error of the client's; anything else is the program's, as what a
# callback throws.
sub _served {
    my $plan = shift;
    my ($heap, $future) = @_[ HEAP, ARG0 ];
    my (undef, $category, $errno, $text) = $future->failure;
    my $is_clients = defined $category && $category =~ /\A(?:read|write)\z/ && $heap->{client};
    $future->result if $future->is_failed and !$is_clients;
    _fail_client($plan, @_[ 0 .. ARG0 - 1 ], $category, $errno, $text, $heap->{client}->ID)
        if $is_clients;
    return _shutdown($plan, @_);
}

# ---------------------------------------------------------------------------
# Events of the wheel

# A reset is an error of reading and, if output waits, of writing: the first one ends the connection.
# What a Session reads tells it.
sub _got_error {
    my $plan = $_[0];
    return if $plan->{Session} and $_[ 1 + ARG0 ] eq 'read';
    goto &_fail_client;
}

sub _fail_client {
    my $plan = shift;
    return if $_[ARG0] eq 'accept' and $_[ARG1] == ECONNABORTED;
    return if $_[HEAP]{got_an_error};
    $_[ARG2] = $_[HEAP]{tls}->in_other_words($_[ARG2]) if $_[HEAP]{tls};
    my $error = $plan->{ClientError};
    &$error;
    return if !$_[HEAP]{shutdown_on_error};
    $_[HEAP]{got_an_error} = 1;
    $_[KERNEL]->yield('shutdown');
    return;
}

# Peers that go away, politely or not, are everyday life.
sub _default_error {
    my ($session, $operation, $errno, $message) = @_[ SESSION, ARG0, ARG1, ARG2 ];
    return if $operation eq 'timeout' or $operation ne 'write' and $errno == ECONNRESET;
    return if $operation eq 'read'                             and !$errno;
    $message = '(no error)' if !$errno;
    warn "$$: Client session ", $session->ID, " got $operation error $errno ($message)\n";
    return;
}

sub _check_idle {
    my $plan   = shift;
    my $heap   = $_[HEAP];
    my $client = $heap->{client} or return;
    return if !POE::Component::TCP::Idle::is_idle($heap, $client, $plan->{seconds});
    POE::Component::TCP::Idle::begin($heap, $plan->{seconds});    # for one that lives on
    return _got_error(
        $plan, @_[ 0 .. ARG0 - 1 ],
        POE::Component::TCP::Idle::failure(),
        $client->ID
    );
}

# ---------------------------------------------------------------------------
# The end

sub _shutdown {
    my $plan = shift;
    my $heap = $_[HEAP];
    $heap->{shutdown} = 1;
    if (my $handshake = delete $heap->{handshake}) { $handshake->end }
    my $client = $heap->{client};
    if (!$client) {    # there was none yet, or the program has done away with it
        POE::Component::TCP::Idle::end() if defined $plan->{seconds};
        return;
    }
    return if !$heap->{got_an_error} and $client->get_driver_out_octets;
    return _disconnect($plan, @_);
}

# A callback that dies does not keep the connection.
sub _disconnect {
    my $plan         = shift;
    my $disconnected = $plan->{ClientDisconnected};
    my $lived        = !$disconnected || eval { &$disconnected; 1 };
    my $reason       = $@;
    my $heap         = $_[HEAP];
    my ($client, $driver, $serving) = delete @$heap{qw(client tls serving)};
    $serving->cancel if $serving;
    $heap->{lingering}
        = POE::Component::TCP::Linger::begin_for_refused($client->get_input_handle, $driver)
        if !$heap->{got_an_error} and _has_refused($client);
    POE::Component::TCP::Idle::end() if defined $plan->{seconds};
    die $reason                      if !$lived;
    return;
}

# Whether the filter has given up a client that may not know it yet, and still be sending.
sub _has_refused {
    my ($client) = @_;
    my $filter   = $client && $client->get_input_filter or return 0;
    return $filter->can('has_refused') && $filter->has_refused;
}

# The program is told that the server wants to end; in the end it is done without asking.
sub _drain {
    my $plan = shift;
    if ($_[HEAP]{lingering}) {
        $_[HEAP]{lingering}->end if $_[ARG0] ne 'begins';
        return;
    }
    if ($_[ARG0] eq 'begins') {
        my $drain = $plan->{ClientDrain} or return;
        return &$drain;
    }
    $_[HEAP]{got_an_error} = 1;
    return _shutdown($plan, @_);
}

sub _stop {
    my $plan    = shift;
    my $serving = delete $_[HEAP]{serving};
    $serving->cancel if $serving;
    my $server = $plan->{server} or return;
    delete $server->{open}{ $_[SESSION]->ID };
    $_[KERNEL]->call($server->{id}, 'disconnected') if defined $server->{id};
    return;
}

1;
