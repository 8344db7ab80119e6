package POE::Component::Server::TCP::Listener;

# The session that listens: its handlers. They are made once a server, around a hash of what it was
# given and what it needs to remember.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = ('POE::Component::Server::TCP');

use Carp         qw(croak);
use Scalar::Util qw(weaken);
use Socket       qw(AF_UNIX);

use POE::Component::Server::TCP::Given  ();
use POE::Component::Server::TCP::Socket ();
use POE::Component::TCP::Handlers       ();
use POE::Session;
use POE::Wheel::SocketFactory        ();
use POE::Wheel::SocketFactory::Pause ();

my %HANDLER = (
    _start                    => \&_start,
    _stop                     => \&_stop,
    disconnected              => \&_disconnected,
    drain                     => \&_drain,
    set_concurrency           => \&_set_concurrency,
    shutdown                  => \&_shutdown,
    tcp_server_got_connection => \&_got_connection,
    tcp_server_got_error      => \&_got_error,
    tcp_server_drain_over     => \&_drain_over,
);

# Each handler gets the server in front of what handlers get.
sub states {
    my ($self) = @_;
    $self->{Error} //= \&_default_error;
    $self->{open} = {};
    weaken($self->{connection}{plan}{server} = $self) if $self->{connection};
    $self->{given} = [ _given($self) ];
    return {
        POE::Component::TCP::Handlers::all_with($self, %HANDLER),
        _child => sub { },
    };
}

# Where none are left, an address of the server's own will do.
sub _given {
    my ($self) = @_;
    return if !defined $self->{Listeners};
    my @handles = POE::Component::Server::TCP::Given::handles($self->{Listeners});
    croak 'Listeners: systemd has left no such socket for this process'
        if !@handles and !$self->{is_placed};
    return @handles;
}

# ---------------------------------------------------------------------------
# Beginning and end

sub _start {
    my $self = shift;
    my ($kernel, $session, $heap) = @_[ KERNEL, SESSION, HEAP ];
    $self->{id} = $session->ID;
    if (defined $self->{Alias}) {
        $heap->{alias} = $self->{Alias};
        $kernel->alias_set($self->{Alias});
        $self->{is_named} = 1;
    }
    $heap->{concurrency} = $self->{Concurrency};
    $heap->{connections} = 0;
    $heap->{listener}    = _listen($self, $kernel);
    $heap->{listener}->pause_accept if $self->{Concurrency} == 0;
    my $started = $self->{Started} or return;
    return &$started;
}

# A stock wheel where its parameters say it all.
sub _listen {
    my ($self, $kernel) = @_;
    my $class = 'POE::Component::Server::TCP::Socket';
    return $class->adopt(0, @{ $self->{given} }) if @{ $self->{given} };
    return POE::Wheel::SocketFactory->new(_plain($self))
        if $self->{Domain} ne 'dual'
        and !$self->{ReusePort}
        and !$self->{UnlinkSocket};
    my ($first, @rest) = POE::Component::Server::TCP::Socket::open_all($self);
    return $class->adopt($self->{UnlinkSocket}, $first, @rest) if $first;
    my $useless = $class->useless;
    $kernel->yield(tcp_server_got_error => @rest, $useless->ID);
    return $useless;
}

sub _plain {
    my ($self) = @_;
    return (
        $self->{Domain} == AF_UNIX ? () : (BindPort => $self->{Port}),
        BindAddress  => $self->{Address},
        SocketDomain => $self->{Domain},
        Reuse        => 'yes',
        SuccessEvent => 'tcp_server_got_connection',
        FailureEvent => 'tcp_server_got_error',
    );
}

# Connections that end later must not look for this session.
sub _stop {
    my $self = shift;
    delete $self->{id};
    my $stopped = $self->{Stopped} or return;
    return &$stopped;
}

sub _shutdown {
    my $self = shift;
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    delete $heap->{listener};
    $kernel->alias_remove($self->{Alias}) if delete $self->{is_named};
    return;
}

# ---------------------------------------------------------------------------
# Errors

sub _got_error {
    my $self  = shift;
    my $error = $self->{Error};
    return &$error;
}

# A process that has run out of descriptors for a moment goes on listening; the wheel sees to the pause.
sub _default_error {
    my ($session, $heap, $operation, $errno, $message) = @_[ SESSION, HEAP, ARG0, ARG1, ARG2 ];
    warn "$$: Server ", $session->ID, " got $operation error $errno ($message)\n";
    delete $heap->{listener}
        unless $operation eq 'accept' and POE::Wheel::SocketFactory::Pause::helps_against($errno);
    return;
}

# ---------------------------------------------------------------------------
# Connections come and go

sub _got_connection {
    my $self = shift;
    my $heap = $_[HEAP];
    return _refuse($self, @_)
        if defined $self->{MaxClients} and $heap->{connections} >= $self->{MaxClients};
    $heap->{connections}++;
    my ($limit, $listener) = @$heap{qw(concurrency listener)};
    $listener->pause_accept if $listener and $limit != -1 and $heap->{connections} >= $limit;
    return _create($self, @_[ ARG0 .. ARG2 ]) if !$self->{Acceptor};
    my $acceptor = $self->{Acceptor};
    return &$acceptor;
}

sub _create {
    my ($self, $socket, @peer) = @_;
    my ($type, $create, $plan) = @{ $self->{connection} }{qw(type create plan)};
    $plan->{peer} = \@peer;
    $type->create(@$create, args => [ $socket, $plan->{ClientArgs} ]);
    return;
}

# One too many. The callback may have something to say to it; then it is closed in order, after what it
# has sent is read, because input left unread would make the system reset the connection.
sub _refuse {
    my $self    = shift;
    my $socket  = $_[ARG0];
    my $refused = $self->{Refused};
    my $message = $refused ? &$refused : undef;
    $socket->blocking(0);
    syswrite $socket, $message
        if defined $message
        and length $message
        and !$self->{connection}{plan}{tls};
    shutdown $socket, 1;
    for (1 .. 16) { sysread $socket, my $ignored, 65_536 or last }
    return;
}

sub _disconnected {
    my $self = shift;
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    if (--$heap->{connections} < 0) {
        warn "Excessive 'disconnected' event from $_[CALLER_FILE] at line $_[CALLER_LINE]\n";
        $heap->{connections} = 0;
    }
    $kernel->delay('tcp_server_drain_over') if !$heap->{connections};
    return                                  if $heap->{concurrency} == -1;
    $heap->{listener}->resume_accept
        if $heap->{listener} and $heap->{connections} == $heap->{concurrency} - 1;
    return;
}

sub _set_concurrency {
    my $self = shift;
    my ($heap, $limit) = @_[ HEAP, ARG0 ];
    $heap->{concurrency} = $limit;
    my $listener = $heap->{listener} or return;
    return $listener->resume_accept if $limit == -1 or $heap->{connections} < $limit;
    return $listener->pause_accept;
}

# ---------------------------------------------------------------------------
# Draining: nobody new; those who are here may finish, within so many seconds

sub _drain {
    my $self = shift;
    my ($kernel, $heap, $seconds) = @_[ KERNEL, HEAP, ARG0 ];
    _shutdown($self, @_);
    $kernel->delay(tcp_server_drain_over => $seconds)
        if defined $seconds
        and $heap->{connections}
        and !$self->{Acceptor};
    return if $heap->{is_draining}++;
    return _tell_connections($self, $kernel, 'begins');
}

sub _drain_over {
    my $self = shift;
    return _tell_connections($self, $_[KERNEL], 'is over');
}

sub _tell_connections {
    my ($self, $kernel, $what) = @_;
    $kernel->post($_, tcp_server_drain => $what) for sort { $a <=> $b } keys %{ $self->{open} };
    return;
}

1;
