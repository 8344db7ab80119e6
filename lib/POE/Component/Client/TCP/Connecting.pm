package POE::Component::Client::TCP::Connecting;

# A client until it is connected: from an address to a socket, to TLS on it, to a wheel. Handlers get
# the client in front of what handlers get, and take it off.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno        qw(EADDRNOTAVAIL ETIMEDOUT);
use Scalar::Util qw(weaken);
use Socket       qw(AF_INET AF_INET6 AF_UNIX inet_ntop);

use POE::Component::TCP::Handshake ();
use POE::Component::TCP::Idle      ();
use POE::Component::TCP::Race      ();
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
        tcp_addresses       => \&_got_addresses,
        tcp_next_attempt    => \&_next_attempt,
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
    end_attempts($client, $kernel);
    end_timeout(@_);
    $heap->{ctimeout_id} = $kernel->delay_set(got_connect_timeout => $client->{connect_seconds})
        if defined $client->{connect_seconds};
    _begin_attempts($client, $heap);
    return;
}

sub take_name {
    my ($client, $kernel) = @_;
    return if !defined $client->{Alias} or $client->{is_named}++;
    $kernel->alias_set($client->{Alias});
    return;
}

# One address or name, which the wheel looks up; or those of both families.
sub _begin_attempts {
    my ($client, $heap)    = @_;
    my ($address, $domain) = ($client->{RemoteAddress} // '127.0.0.1', $client->{Domain});
    my $race = $client->{race}
        = POE::Component::TCP::Race->new($heap, 'server', _attempts_of($client));
    if (defined $domain and $domain eq 'dual') {
        delete $heap->{server};
        return $race->ask($address, 'tcp_addresses');
    }
    delete $heap->{server};
    $race->add([ $domain, $address ]);
    $race->start;
    my $id = $heap->{server}->ID;
    weaken(my $mine = $client);
    POE::Wheel::SocketFactory::Name::share($id, sub { _share($mine, $id, @_) if $mine });
    return;
}

# The wheel tries the first of the addresses that its name has.
sub _share {
    my ($client, $id, @addresses) = @_;
    my ($first, @others) = POE::Component::TCP::Race::targets_of(@addresses);
    $client->{race}->name_it($id, $first->[1]);
    $client->{race}->add(@others);
    _wait_for_next($client);
    return;
}

sub _got_addresses {
    my $client = shift;
    my ($heap, $error, $addresses, $question) = @_[ HEAP, ARG0, ARG1, ARG3 ];
    return if !$client->{race}->was_asked($question);
    if (defined $error) {
        end_timeout(@_);
        return _fail($client, @_[ 0 .. ARG0 - 1 ], 'getaddrinfo', EADDRNOTAVAIL, "$error", undef);
    }
    $client->{race}->add(POE::Component::TCP::Race::targets_of(@$addresses));
    $client->{race}->start;
    _wait_for_next($client);
    return;
}

# Several attempts cannot go on from one local port.
sub _wait_for_next {
    my ($client) = @_;
    my $kernel = $POE::Kernel::poe_kernel;
    $kernel->alarm_remove(delete $client->{next_attempt}) if defined $client->{next_attempt};
    return if defined $client->{BindPort} or !$client->{race}->has_more;
    $client->{next_attempt} = $kernel->delay_set(tcp_next_attempt => $client->{attempt_seconds}
            // POE::Component::TCP::Race::SECONDS);
    return;
}

sub _next_attempt {
    my $client = shift;
    delete $client->{next_attempt};
    my $server = $_[HEAP]{server};
    return end_attempts($client, $_[KERNEL]) if !$server or !$client->{race}->goes_on($server->ID);
    $client->{race}->start;
    _wait_for_next($client);
    return;
}

# What is in the heap is left to the program.
sub end_attempts {
    my ($client, $kernel) = @_;
    my $race = $client->{race} or return;
    $race->end;
    $kernel->alarm_remove(delete $client->{next_attempt}) if defined $client->{next_attempt};
    return;
}

sub _attempts_of {
    my ($client) = @_;
    weaken($client);    # it has them
    return sub {
        my ($domain, $address) = @_;
        my $is_local = defined $domain && $domain == AF_UNIX;
        return POE::Wheel::SocketFactory->new(
            RemoteAddress => $address,
            $is_local ? () : (RemotePort => $client->{RemotePort}),
            SocketDomain => $domain,
            BindAddress  => $client->{BindAddress},
            BindPort     => $client->{BindPort},
            SuccessEvent => 'got_connect_success',
            FailureEvent => 'got_connect_error',
        );
    };
}

# ---------------------------------------------------------------------------
# It does not work

sub end_timeout {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $kernel->alarm_remove(delete $heap->{ctimeout_id}) if defined $heap->{ctimeout_id};
    return;
}

# Failures of setting a socket up are queued: that of a wheel which was dropped meanwhile is no news. A program that
# dropped the latest attempt wants none.
sub _got_error {
    my $client = shift;
    my ($kernel, $heap, $id) = @_[ KERNEL, HEAP, ARG3 ];
    my $race = $client->{race};
    return end_attempts($client, $kernel) if !$heap->{server};
    return                                if !$race->goes_on($id);
    return _wait_for_next($client)        if $race->fails($id, @_[ ARG0 .. ARG2 ]);
    end_timeout(@_);
    return _fail($client, @_[ 0 .. ARG0 - 1 ], $race->failure, $id);
}

sub _got_timeout {
    my $client = shift;
    delete $_[HEAP]{ctimeout_id};
    end_attempts($client, $_[KERNEL]);
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
    $client->{race}->goes_on($_[ARG3]) or return end_attempts($client, $kernel);
    $client->{race}->wins($_[ARG3]);
    end_attempts($client, $kernel);
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
