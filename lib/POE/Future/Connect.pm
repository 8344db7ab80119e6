package POE::Future::Connect;

# One connection being made for a session that waits for it: a name looked up, addresses tried, TLS shaken hands on, a
# wheel put around the socket. It goes on in states of that session, which it takes away in the end.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Future POE::Component::TCP::Filters POE::Component::TCP::Handshake);

use Carp         qw(croak);
use Scalar::Util qw(weaken);
use Socket       qw(AF_UNIX AF_UNSPEC NI_NUMERICSERV NIx_NOHOST getnameinfo);

use POE::Component::TCP::Filters    ();
use POE::Component::TCP::Handshake  ();
use POE::Component::TCP::Parameters ();
use POE::Component::TCP::Race       ();
use POE::Future                     ();
use POE::Session                    ();
use POE::Wheel::ReadWrite           ();
use POE::Wheel::SocketFactory       ();
use POE::XS::Resolver               ();

my @OPTIONS     = qw(host port family filter wheel timeout delay bind TLS);
my %IS_OPTION   = map { $_ => 1 } @OPTIONS;
my @STATES      = qw(connected failed next step end);
my $TLS_SECONDS = 30;
my $last        = 0;

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# What is wanted

sub _begin {
    my (undef, @options) = @_;
    my $session = _kernel()->get_active_session;
    croak 'connect: only in a handler of a session, whose wheel it will be'
        if $session == _kernel();
    my $self = bless _options(@options), __PACKAGE__;
    $self->{session} = $session->ID;
    $self->{event}   = 'POE::Future->connect(' . ++$last . ')';
    $self->{race} = POE::Component::TCP::Race->new($self->{place} = {}, 'wheel', $self->_attempts);
    my $future = $self->{future} = POE::Future->new;
    $future->on_cancel($self->_whose('_cancelled'));
    $self->_define_states;
    $self->_limit($self->{timeout}) if defined $self->{timeout};
    $self->_look_up;
    return $future;
}

sub _options {
    my (@options) = @_;
    croak 'connect: options are pairs' if @options % 2;
    my %option = @options;
    my ($other) = grep { !$IS_OPTION{$_} } sort keys %option;
    croak qq{connect: there is no option "$other"} if defined $other;
    croak 'connect: host must be given'            if !defined $option{host};
    croak 'connect: port must be given' if !defined $option{port} and $option{host} !~ m{\A/};
    for my $name (grep { defined $option{$_} } qw(delay timeout)) {
        croak "connect: $name must be a number of seconds above 0"
            if !_is_above_zero($option{$name});
    }
    $option{filters} = POE::Component::TCP::Filters->new(Filter => delete $option{filter});
    $option{tls}     = POE::Component::TCP::Handshake::settings(
        POE::Component::TCP::Parameters->new(__PACKAGE__, TLS => delete $option{TLS}), 0);
    return \%option;
}

sub _is_above_zero {
    my ($value) = @_;
    no warnings 'numeric';
    return $value > 0;
}

# What it is called in messages.
sub _peer {
    my ($self) = @_;
    my ($host, $port) = @$self{qw(host port)};
    return $host =~ m{\A/} ? $host : $host =~ /:/ ? "[$host]:$port" : "$host:$port";
}

# ---------------------------------------------------------------------------
# States and timers

# A method as a function that does not keep the object.
sub _whose {
    my ($self, $method) = @_;
    weaken $self;
    return sub { return $self && $self->$method };
}

sub _define_states {
    my ($self) = @_;
    for my $method (@STATES) {
        my $code = "_$method";
        _kernel()
            ->state("$self->{event} $method" =>
                sub { $self->$code(@_[ POE::Session::ARG0() .. $#_ ]); return });
    }
    return;
}

# Timers are the kernel's: they come to the session as calls.
sub _in {
    my ($self, $seconds, $method) = @_;
    my ($sid, $state) = ($self->{session}, "$self->{event} $method");
    my $timer = $self->{timers}{$method} = POE::Future->new_delay($seconds);
    $timer->on_done(sub { _kernel()->call($sid, $state, 'late') });
    return;
}

sub _limit {
    my ($self, $seconds) = @_;
    $self->{limit} = $seconds;
    return $self->_in($seconds, 'end');
}

sub _stop_timer {
    my ($self, $method) = @_;
    my $timer = delete $self->{timers}{$method} or return;
    $timer->cancel;
    return;
}

# ---------------------------------------------------------------------------
# Addresses

sub _look_up {
    my ($self)  = @_;
    my $state   = "$self->{event} addresses";
    my $is_path = $self->{host} =~ m{\A/};
    weaken(my $mine = $self);
    _kernel()->state(
        $state => sub {
            my ($error, $addresses) = @_[ POE::Session::ARG0(), POE::Session::ARG1() ];
            _kernel()->state($state);
            $mine->_found($error, @$addresses) if $mine and delete $mine->{question};
        });
    $self->{question} = POE::XS::Resolver->resolve(
        host    => $self->{host},
        service => $is_path ? undef : $self->{port},
        family  => $self->{family} // AF_UNSPEC,
        event   => $state
    );
    return;
}

sub _found {
    my ($self, $error, @addresses) = @_;
    return $self->_fail("$self->{host}: $error", 'resolve', $error, $self->{host})
        if defined $error;
    my ($first) = @addresses;
    if ($first->{family} == AF_UNIX) {
        $self->{race}->add([ AF_UNIX, $self->{host} ]);
    } else {
        $self->{number} = (getnameinfo($first->{addr}, NI_NUMERICSERV, NIx_NOHOST))[2];
        $self->{race}->add(POE::Component::TCP::Race::targets_of(@addresses));
    }
    $self->_next;
    return;
}

# ---------------------------------------------------------------------------
# Attempts

sub _attempts {
    my ($self) = @_;
    weaken $self;
    return sub {
        my ($family, $address) = @_;
        return POE::Wheel::SocketFactory->new(
            RemoteAddress => $address,
            $family == AF_UNIX ? () : (RemotePort => $self->{number}, BindAddress => $self->{bind}),
            SocketDomain => $family,
            SuccessEvent => "$self->{event} connected",
            FailureEvent => "$self->{event} failed",
        );
    };
}

sub _next {
    my ($self) = @_;
    $self->{race}->start;
    return $self->_wait;
}

sub _wait {
    my ($self) = @_;
    $self->_stop_timer('next');
    $self->_in($self->{delay} // POE::Component::TCP::Race::SECONDS, 'next')
        if $self->{race}->has_more;
    return;
}

sub _failed {
    my ($self, @failure) = @_;
    my $id = pop @failure;
    return              if !$self->{race}->goes_on($id);
    return $self->_wait if $self->{race}->fails($id, @failure);
    my ($operation, $errno, $message) = $self->{race}->failure;
    return $self->_fail($self->_peer . ": $operation: $message", 'connect', $operation, $errno);
}

sub _connected {
    my ($self, $socket, undef, undef, $id) = @_;
    return if !$self->{race}->goes_on($id);
    $self->{race}->wins($id);
    delete $self->{place}{wheel};
    $self->_stop_timer('next');
    return $self->_succeed($socket) if !$self->{tls};
    $self->_limit($TLS_SECONDS)     if !defined $self->{timeout};
    $self->{handshake} = POE::Component::TCP::Handshake->new(
        $self->{tls}, $socket, $self->{host},
        "$self->{event} step"
    );
    return $self->_step;
}

sub _step {
    my ($self) = @_;
    my $handshake = $self->{handshake} or return;
    my ($is_over, @failure) = $handshake->step;
    return if !$is_over;
    delete $self->{handshake};
    return $self->_succeed($handshake->socket, Driver => $handshake->driver) if !@failure;
    my ($operation, $errno, $message) = @failure;
    return $self->_fail($self->_peer . ": $operation: $message", 'connect', $operation, $errno);
}

# ---------------------------------------------------------------------------
# The end

sub _succeed {
    my ($self, $socket, @driver) = @_;
    my $future = $self->_over;
    my $wheel  = POE::Wheel::ReadWrite->new(
        Handle => $socket,
        @driver, $self->{filters}->make, %{ $self->{wheel} || {} });
    $future->done($wheel);
    return;
}

sub _fail {
    my ($self, $message, @details) = @_;
    my $future = $self->_over;
    $future->fail("$message\n", @details);
    return;
}

# Called by the limit of time, or in the session because the future was cancelled.
sub _end {
    my ($self, $is_late) = @_;
    return $self->_fail($self->_peer . ": not connected within $self->{limit} seconds", 'timeout')
        if $is_late;
    $self->_over;
    return;
}

sub _cancelled {
    my ($self) = @_;
    _kernel()->call($self->{session}, "$self->{event} end");
    return;
}

# Nothing is left but the future.
sub _over {
    my ($self) = @_;
    $self->_stop_timer($_) for keys %{ $self->{timers} };
    if (my $question = delete $self->{question}) {
        _kernel()->state("$self->{event} addresses") if POE::XS::Resolver->cancel($question);
    }
    if (my $handshake = delete $self->{handshake}) { $handshake->end }
    $self->{race}->end;
    delete $self->{place}{wheel};
    _kernel()->state("$self->{event} $_") for @STATES;
    return delete $self->{future};
}

1;

__END__

=head1 NAME

POE::Future::Connect - a connection that a handler waits for

=head1 SYNOPSIS

=for example Future/0.49

    use POE qw(Future Component::Server::TCP);
    use Socket;

    POE::Component::Server::TCP->new(
        Address => '127.0.0.1',
        Alias   => 'upper',
        Started => sub {
            my ($port) = unpack_sockaddr_in($_[HEAP]{listener}->getsockname);
            call_it($port);
        },
        ClientInput => sub { $_[HEAP]{client}->put(uc $_[ARG0]) },
    );

    sub call_it {
        my ($port) = @_;
        POE::Session->create(
            inline_states => {
                _start => sub {
                    my ($kernel, $heap) = @_[KERNEL, HEAP];
                    my $connection = POE::Future->connect(
                        host    => 'localhost',
                        port    => $port,
                        timeout => 10,
                        wheel   => { InputEvent => 'line' },
                    );
                    $connection->on_done(sub {
                        my ($peer) = @_;
                        $peer->put('hello');
                        $heap->{peer} = $peer;
                    });
                    $connection->on_fail(sub { print "$_[0]"; $kernel->post(upper => 'shutdown') });
                },
                line => sub {
                    print "$_[ARG0]\n";
                    delete $_[HEAP]{peer};
                    $_[KERNEL]->post(upper => 'shutdown');
                },
            });
    }
    POE::Kernel->run;
    # prints: HELLO

=head1 DESCRIPTION

Loaded by L<POE::Future> when a program first says C<connect>. A name is looked up beside the loop, see L<POE::XS::Resolver>; its
addresses are tried as RFC 8305 has it, so that families take turns, the next one as soon as the latest has failed or has
gone on for a while; the first that answers is the connection.

=head1 METHODS

=head2 POE::Future->connect(host => $host, port => $port, NAME => VALUE, ...)

In a handler of a session. Parameters:

=over

=item host

String: a name, an address in digits, or the path of a local socket, from the root. Must be given.

=item port

Number of a port or name of a service. Must be given, but for a path.

=item family

C<AF_INET> or C<AF_INET6>; by default both.

=item TLS

C<1>, a hash reference of C<SSL_...> settings, or a L<POE::Driver::TLS::Context>, as for
L<POE::Component::Client::TCP/TLS CONNECTIONS>. The certificate has to bear C<host>. False by default.

=item filter

The name of a class, which is loaded; C<[CLASS, ARGUMENTS]>; or an object, of which the connection gets a clone. By default
L<POE::Filter::Line>.

=item wheel

Hash reference: more parameters for L<POE::Wheel::ReadWrite>, such as C<InputEvent>, whose events go to the session.

=item timeout

Seconds, possibly with a fraction, above 0: for all of it, with the name and the handshake. By default as long as the system tries; a
handshake then has 30 seconds.

=item delay

Seconds, above 0, from one attempt to the next; 0.25 by default.

=item bind

Local address to connect from; the system's choice by default.

=back

I<Returns> a future. It is done with a L<POE::Wheel::ReadWrite> of the session. Cancelled, it closes whatever it had opened. It
fails with a message that ends in a newline and a category:

=over

=item resolve

and the error of L<POE::XS::Resolver>, and the host: C<HOST: ERROR>.

=item connect

and the operation that failed, and its number: C<HOST:PORT: OPERATION: ERROR>. If several addresses have failed, these are of the
last, and the message has all of them. The operation is C<handshake> for TLS.

=item timeout

C<HOST:PORT: not connected within SECONDS seconds>.

=back

=head1 ERRORS

    connect: options are pairs
    connect: there is no option "NAME"
    connect: host must be given
    connect: port must be given
    connect: delay must be a number of seconds above 0
    connect: timeout must be a number of seconds above 0
    connect: only in a handler of a session, whose wheel it will be
    A filter must be a class, an array reference or an object
    TLS must be 1, a hash reference or a POE::Driver::TLS::Context
    TLS needs Net::SSLeay 1.85 or later: REASON

=head1 SEE ALSO

L<POE::Future>, L<POE::XS::Resolver>, L<POE::Component::Client::TCP>, L<POE::Wheel::ReadWrite>

=cut
