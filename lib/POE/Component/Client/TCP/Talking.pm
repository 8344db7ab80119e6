package POE::Component::Client::TCP::Talking;

# A client that is connected: records, errors, and the end. All handlers but the quick ones get the
# client in front of what handlers get, and take it off.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Component::Client::TCP::Connecting ();
use POE::Component::TCP::Handlers           ();
use POE::Component::TCP::Idle               ();
use POE::Component::TCP::Linger             ();
use POE::Session;

sub handlers {
    my ($client) = @_;
    $client->{ServerError} //= \&_default_error;
    return (
        got_server_error => \&_got_error,
        shutdown         => \&_shutdown,
        defined $client->{seconds}
        ? (POE::Component::TCP::Idle::STATE() => \&_check_idle)
        : (),
    );
}

sub quick_states {
    my ($client) = @_;
    my ($input, $flushed, $seconds) = @$client{qw(ServerInput ServerFlushed seconds)};
    my $end = POE::Component::TCP::Handlers::with($client, \&_disconnect);
    return (
        got_server_input => POE::Component::TCP::Handlers::input($input, $seconds),
        got_server_flush => POE::Component::TCP::Handlers::flushed($flushed, $seconds, $end),
        got_high         => $client->{ServerHigh} // sub { },
        got_low          => $client->{ServerLow}  // sub { },
        $client->{tls} ? POE::Component::TCP::Linger::handlers() : (),
    );
}

# ---------------------------------------------------------------------------
# Errors

# A reset is an error of reading and, if output waits, of writing: the first one ends the connection.
sub _got_error {
    my $client = shift;
    my $heap   = $_[HEAP];
    return if $heap->{got_an_error};
    $_[ARG2] = $heap->{tls}->in_other_words($_[ARG2]) if $heap->{tls};
    my $error = $client->{ServerError};
    &$error;
    return if !$heap->{shutdown_on_error};
    $_[KERNEL]->yield('shutdown');
    $heap->{got_an_error} = 1;
    return;
}

sub _default_error {
    my ($kernel, $session, $operation, $errno, $message) = @_[ KERNEL, SESSION, ARG0, ARG1, ARG2 ];
    $message = 'Normal disconnection' if !$errno;
    warn 'Client ', $session->ID, " got $operation error $errno ($message)\n";
    $kernel->yield('shutdown');
    return;
}

sub _check_idle {
    my $client = shift;
    my $heap   = $_[HEAP];
    my $server = $heap->{server} or return;
    return if !$heap->{connected} and !$client->{is_closing};
    return if !POE::Component::TCP::Idle::is_idle($heap, $server, $client->{seconds});
    POE::Component::TCP::Idle::begin($heap, $client->{seconds});    # for one that lives on
    return _got_error(
        $client, @_[ 0 .. ARG0 - 1 ],
        POE::Component::TCP::Idle::failure(),
        $server->ID
    );
}

# ---------------------------------------------------------------------------
# The end. Of several shutdowns the first counts: output that waits is waited for, unless an error comes.

sub _shutdown {
    my $client = shift;
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $heap->{shutdown} = 1;
    POE::Component::Client::TCP::Connecting::end_timeout(@_);
    POE::Component::Client::TCP::Connecting::end_attempts($client, $kernel);
    if   (my $handshake = delete $heap->{handshake})   { $handshake->end }
    if   ($heap->{connected} or $client->{is_closing}) { _close($client, @_) }
    else                                               { delete $heap->{server} }
    $kernel->alias_remove($client->{Alias}) if delete $client->{is_named};
    return;
}

sub _close {
    my $client = shift;
    my $heap   = $_[HEAP];
    $heap->{connected}    = 0;
    $client->{is_closing} = 1;
    return _disconnect($client, @_)
        if !$heap->{server}
        or $heap->{got_an_error}
        or !$heap->{server}->get_driver_out_octets;
    return;
}

sub _disconnect {
    my $client = shift;
    my $heap   = $_[HEAP];
    $client->{is_closing} = 0;
    POE::Component::TCP::Idle::end() if defined $client->{seconds};
    my ($server, $driver) = delete @$heap{qw(server tls)};
    POE::Component::TCP::Linger::ask_for($server->get_input_handle, $driver)
        if $server
        and $driver
        and !$heap->{got_an_error};
    my $disconnected = $client->{Disconnected} or return;
    return &$disconnected;
}

1;
