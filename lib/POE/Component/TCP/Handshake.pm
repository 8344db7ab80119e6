package POE::Component::TCP::Handshake;

# A TLS handshake on a connected socket, before a wheel gets it: steps when the socket is ready, within a
# limit of time. The session has states of these names; a handshake is in its heap while it goes on.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(
    POE::Component::Client::TCP POE::Component::Server::TCP POE::Component::TCP::Parameters
    POE::Driver::TLS POE::Driver::TLS::Context
);

use Carp         qw(croak);
use Errno        qw(ETIMEDOUT);
use Scalar::Util qw(blessed);

use POE::Kernel ();

use constant { STEP => 'tcp_handshake_step', TIMEOUT => 'tcp_handshake_timeout' };

use constant { DRIVER => 0, SOCKET => 1, ALARM => 2, STATE => 3 };

my $SECONDS = 30;

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# What a component was given: nothing; or the context for all its connections and the limit.

sub settings {
    my ($param, $is_server) = @_;
    my ($wanted, $seconds)  = ($param->take('TLS'), $param->seconds('HandshakeTimeout'));
    return if !$wanted;
    require POE::Driver::TLS;
    return { context => _context($wanted, $is_server), seconds => $seconds // $SECONDS };
}

sub _context {
    my ($wanted, $is_server) = @_;
    return $wanted if blessed $wanted and $wanted->isa('POE::Driver::TLS::Context');
    croak 'TLS must be 1, a hash reference or a POE::Driver::TLS::Context'
        if ref $wanted and ref $wanted ne 'HASH';
    return POE::Driver::TLS::Context->new(ref $wanted ? %$wanted : (), SSL_server => $is_server);
}

# ---------------------------------------------------------------------------
# One connection

# The first step is the caller's to ask for. One who gives it another state sees to the time, too.
sub new {
    my ($class, $settings, $socket, $name, $state) = @_;
    my $driver = POE::Driver::TLS->new(Context => $settings->{context}, Hostname => $name);
    my $alarm  = defined $state ? undef : _kernel()->delay_set(TIMEOUT, $settings->{seconds});
    $state //= STEP;
    _kernel()->select_read($socket, $state);
    return bless [ $driver, $socket, $alarm, $state ], $class;
}

sub driver { return $_[0][DRIVER] }
sub socket { return $_[0][SOCKET] }

# True when it is over, for better or worse; then comes what failed, if anything.
sub step {
    my ($self) = @_;
    my ($driver, $socket) = @$self[ DRIVER, SOCKET ];
    my $is_open = $driver->handshake($socket);
    if (defined $is_open and !$is_open) {
        _kernel()->select_write($socket, $driver->wants_write ? $self->[STATE] : ());
        return;
    }
    $self->end;
    return 1 if $is_open;
    my $error = $driver->error;
    return (1, 'handshake', $error + 0, $error);
}

# What failed if the limit is reached.
sub expire {
    my ($self) = @_;
    undef $self->[ALARM];
    $self->end;
    my $message = do { local $! = ETIMEDOUT; $! };
    return ('handshake', ETIMEDOUT, $message);
}

sub end {
    my ($self) = @_;
    _kernel()->alarm_remove($self->[ALARM]) if defined $self->[ALARM];
    _kernel()->select_read($self->[SOCKET]);
    _kernel()->select_write($self->[SOCKET]);
    return;
}

1;
