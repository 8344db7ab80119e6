package POE::Component::Client::TCP::Connecting;

# A client until it is connected: from an address to a socket, to TLS on it, to a wheel. Handlers get
# the client in front of what handlers get, and take it off.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno        qw(EADDRNOTAVAIL ETIMEDOUT);
use Scalar::Util qw(weaken);
use Socket       qw(
    AF_INET AF_INET6 AF_UNIX AF_UNSPEC NI_NUMERICHOST NIx_NOSERV SOCK_STREAM getaddrinfo getnameinfo
    inet_ntop
);

use POE::Component::TCP::Handshake ();
use POE::Component::TCP::Idle      ();
use POE::Session;
use POE::Wheel::ReadWrite     ();
use POE::Wheel::SocketFactory ();

sub handlers {
    my ($client) = @_;
    $client->{ConnectError} //= \&_default_error;
    return (
        connect             => \&_connect,
        reconnect           => \&_reconnect,
        got_connect_error   => \&_got_error,
        got_connect_success => \&_got_success,
        got_connect_timeout => \&_got_timeout,
        !$client->{tls} ? () : (
            tcp_handshake_step    => \&_shake_hands,
            tcp_handshake_timeout => \&_give_up
        ),
    );
}

# ---------------------------------------------------------------------------
# Where to

sub _connect {
    my $client = shift;
    my ($kernel, $address, $port) = @_[ KERNEL, ARG0, ARG1 ];
    $client->{RemoteAddress} = $address if defined $address;
    $client->{RemotePort}    = $port    if defined $port;
    $kernel->yield('reconnect');
    return;
}

sub _reconnect {
    my $client = shift;
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    if (my $handshake = delete $heap->{handshake}) { $handshake->end }
    delete @$heap{qw(got_an_error tls)};
    @$heap{qw(shutdown connected)} = (0, 0);
    $client->{is_closing} = 0;
    take_name($client, $kernel);
    my @failure = _find_targets($client);
    _try_next($client, $heap);
    end_timeout(@_);
    $heap->{ctimeout_id} = $kernel->delay_set(got_connect_timeout => $client->{connect_seconds})
        if defined $client->{connect_seconds};
    $kernel->yield(got_connect_error => @failure, undef) if @failure;
    return;
}

sub take_name {
    my ($client, $kernel) = @_;
    return if !defined $client->{Alias} or $client->{is_named}++;
    $kernel->alias_set($client->{Alias});
    return;
}

# What to try, in turn: domain and address. Returns why there is nothing.
sub _find_targets {
    my ($client) = @_;
    my ($address, $domain) = ($client->{RemoteAddress} // '127.0.0.1', $client->{Domain});
    $client->{targets} = [ [ $domain, $address ] ];
    return if !defined $domain or $domain ne 'dual';
    my ($error, @found)
        = getaddrinfo($address, undef, { family => AF_UNSPEC, socktype => SOCK_STREAM });
    $client->{targets} = [ map { [ $_->{family}, _numeric($_->{addr}) ] } @found ];
    return $error ? ('getaddrinfo', EADDRNOTAVAIL, "$error") : ();
}

sub _numeric {
    my ($packed) = @_;
    return (getnameinfo($packed, NI_NUMERICHOST, NIx_NOSERV))[1];
}

sub _try_next {
    my ($client, $heap) = @_;
    my $target = shift @{ $client->{targets} } or return;
    my ($domain, $address) = @$target;
    my $is_local = defined $domain && $domain == AF_UNIX;
    $heap->{server} = POE::Wheel::SocketFactory->new(
        RemoteAddress => $address,
        $is_local ? () : (RemotePort => $client->{RemotePort}),
        SocketDomain => $domain,
        BindAddress  => $client->{BindAddress},
        BindPort     => $client->{BindPort},
        SuccessEvent => 'got_connect_success',
        FailureEvent => 'got_connect_error',
    );
    return;
}

# ---------------------------------------------------------------------------
# It does not work

sub end_timeout {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $kernel->alarm_remove(delete $heap->{ctimeout_id}) if defined $heap->{ctimeout_id};
    return;
}

sub _got_error {
    my $client = shift;
    my ($heap, $id) = @_[ HEAP, ARG3 ];
    return                           if !_is_current($heap, $id);
    return _try_next($client, $heap) if @{ $client->{targets} };
    end_timeout(@_);
    return _fail($client, @_);
}

# Failures of setting a socket up are queued: that of a wheel which was dropped meanwhile is no news.
sub _is_current {
    my ($heap, $id) = @_;
    return !defined $id || $heap->{server} && $heap->{server}->ID == $id;
}

sub _got_timeout {
    my $client = shift;
    delete $_[HEAP]{ctimeout_id};
    $client->{targets} = [];
    $! = ETIMEDOUT;
    my $message = $!;
    return _fail($client, @_[ 0 .. ARG0 - 1 ], 'connect', $message + 0, $message);
}

# The program hears of it while the wheel is still there.
sub _fail {
    my ($client, @event) = @_;
    my $heap = $event[HEAP];
    $heap->{connected} = 0;
    $client->{ConnectError}->(@event);
    delete $heap->{server};
    return;
}

sub _default_error {
    my ($session, $operation, $errno, $message) = @_[ SESSION, ARG0, ARG1, ARG2 ];
    warn 'Client ', $session->ID, " got $operation error $errno ($message)\n";
    return;
}

# ---------------------------------------------------------------------------
# It works

sub _got_success {
    my $client = shift;
    my ($kernel, $heap, $socket) = @_[ KERNEL, HEAP, ARG0 ];
    end_timeout(@_);
    if (my $condition = $client->{PreConnect}) {
        $socket = &$condition;
        return $heap->{connected} = 0 if !$socket;
    }
    return _open($client, $socket, [], @_) if !$client->{tls};
    $client->{connected_by} = [ @_[ ARG0 .. $#_ ] ];
    $heap->{handshake}      = POE::Component::TCP::Handshake->new(
        $client->{tls}, $socket,
        _name_of($client->{RemoteAddress}));
    return _shake_hands($client, @_);
}

# What the program calls the server, which its certificate has to bear out.
sub _name_of {
    my ($address) = @_;
    return '127.0.0.1'                   if !defined $address;
    return $address                      if $address !~ /[^\x21-\x7e]/;
    return inet_ntop(AF_INET, $address)  if length $address == 4;
    return inet_ntop(AF_INET6, $address) if length $address == 16;
    return $address;
}

sub _open {
    my ($client, $socket, $driver, @event) = @_;
    my ($heap, $water) = ($event[HEAP], $client->{water});
    my $server = $heap->{server} = POE::Wheel::ReadWrite->new(
        Handle => $socket,
        @$driver,
        $client->{filters}->make,
        InputEvent   => 'got_server_input',
        ErrorEvent   => 'got_server_error',
        FlushedEvent => 'got_server_flush',
        %$water ? (%$water, HighEvent => 'got_high', LowEvent => 'got_low') : (),
    );
    POE::Component::TCP::Idle::begin($heap, $client->{seconds}) if defined $client->{seconds};
    $heap->{connected} = 1;
    my $connected = $client->{Connected} or return;
    return $connected->(@event);
}

sub _shake_hands {
    my $client = shift;
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my $handshake = $heap->{handshake} or return;
    my ($is_over, @failure) = $handshake->step;
    return if !$is_over;
    delete $heap->{handshake};
    my @event     = @_[ 0 .. ARG0 - 1 ];
    my $connected = delete $client->{connected_by};
    return _fail($client, @event, @failure, $connected->[3]) if @failure;
    my ($driver, $socket) = ($handshake->driver, $handshake->socket);
    weaken($heap->{tls} = $driver);    # the wheel's
    _open($client, $socket, [ Driver => $driver ], @event, @$connected);
    my $server = $heap->{server};
    $kernel->call($_[SESSION], $server->[ POE::Wheel::ReadWrite::STATE_READ() ], $socket)
        if $server
        and $heap->{connected}
        and $driver->has_arrived;
    return;
}

sub _give_up {
    my $client    = shift;
    my $handshake = delete $_[HEAP]{handshake} or return;
    my $connected = delete $client->{connected_by};
    return _fail($client, @_[ 0 .. ARG0 - 1 ], $handshake->expire, $connected->[3]);
}

1;
