package POE::Component::IKC::Client;

# A connection to another kernel.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp     qw(croak);
use Exporter qw(import);
use Socket   qw(AF_INET AF_INET6 AF_UNIX);

use POE::Component::IKC::Channel    ();
use POE::Component::IKC::Responder  ();
use POE::Component::IKC::Util       qw(list_of monitor_error tls_of);
use POE::Component::TCP::Parameters ();
use POE::Kernel                     ();
use POE::Session                    ();
use POE::Wheel::SocketFactory       ();

our @EXPORT = qw(create_ikc_client);

use constant {
    PORT            => 903, FIRST_DELAY => 0.5, LAST_DELAY => 15, IS_STEADY => 5,
    CONNECT_TIMEOUT => 30
};

my @STATES = qw(_start _stop _child _parent error shutdown connected connect late channel_gone);

# What the channel is given as it is.
my @PASSED = (
    qw(name aliases serializers storable objects secret unix protocol subscribe),
    POE::Component::IKC::Channel::limits(),
);

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# Construction

sub spawn {
    my ($class, %given) = @_;
    my $package = $given{package} // $class;
    POE::Component::IKC::Responder->spawn;
    my $self = {
        ip         => 'localhost',
        port       => PORT,
        name       => "Client$$",
        protocol   => 'IKC0',
        subscribe  => [],
        on_connect => sub { },
        %given,
        delay => FIRST_DELAY,
    };
    $self->{tls} = tls_of($given{tls}, 0) if $given{tls};
    return POE::Session->create(package_states => [ $package => \@STATES ], heap => $self)->ID;
}

sub create_ikc_client { return __PACKAGE__->spawn(@_) }

# ---------------------------------------------------------------------------
# Connecting

sub _start {
    my ($kernel, $self) = @_[ POE::Session::KERNEL, POE::Session::HEAP ];
    $kernel->alias_set($self->{alias} = "IKC Client $self->{name}");
    my @names = ($self->{name}, list_of($self->{aliases}));
    $kernel->post(IKC => register_local => \@names);
    $kernel->post(IKC => monitor        => '*' => { shutdown => 'shutdown' }) if $self->{reconnect};
    _connect($self);
    return;
}

sub connect { return _connect($_[POE::Session::HEAP]) }

sub _connect {
    my ($self) = @_;
    return if $self->{is_over};
    my @to
        = defined $self->{unix}
        ? (SocketDomain => AF_UNIX, RemoteAddress => $self->{unix})
        : (
        SocketDomain  => $self->{ip} =~ /:/ ? AF_INET6 : AF_INET,
        RemoteAddress => $self->{ip},
        RemotePort    => $self->{port},
        );
    $self->{timer} = _kernel()->delay_set(late => CONNECT_TIMEOUT);
    $self->{wheel}
        = POE::Wheel::SocketFactory->new(@to, SuccessEvent => 'connected', FailureEvent => 'error');
    return;
}

sub connected {
    my ($self, $handle) = @_[ POE::Session::HEAP, POE::Session::ARG0 ];
    _stop_connecting($self);
    my $session = $_[POE::Session::SESSION]->ID;
    my $since   = time;
    my $id      = POE::Component::IKC::Channel->spawn(
        (map { $_ => $self->{$_} } grep { defined $self->{$_} } @PASSED),
        handle     => $handle,
        client     => 1,
        tls        => $self->{tls},
        tls_name   => $self->{ip},
        rname      => defined $self->{unix} ? undef : "$self->{ip}:$self->{port}",
        on_connect => $self->{on_connect},
        on_error   => $self->{on_error},
        on_gone    => sub { _kernel()->post($session, channel_gone => time - $since) },
    );
    $self->{channel} = $id if $id;
    return;
}

sub _stop_connecting {
    my ($self) = @_;
    delete $self->{wheel};
    _kernel()->alarm_remove(delete $self->{timer}) if $self->{timer};
    return;
}

sub error {
    my ($self, @failure) = @_[ POE::Session::HEAP, POE::Session::ARG0 .. POE::Session::ARG2 ];
    return _failed($self, @failure);
}

sub late {
    my ($self) = $_[POE::Session::HEAP];
    local $! = Errno::ETIMEDOUT();
    return _failed($self, 'connect', $! + 0, "$!");
}

sub _failed {
    my ($self, @failure) = @_;
    _stop_connecting($self);
    monitor_error($self->{on_error}, @failure);
    return _again_or_end($self);
}

# ---------------------------------------------------------------------------
# Again, or the end

# Waits are longer and longer, and of no length that others have, too.
sub _again_or_end {
    my ($self) = @_;
    return _end($self) if !$self->{reconnect} or $self->{is_over};
    _kernel()->delay(connect => $self->{delay} * (0.5 + rand));
    $self->{delay} = 2 * $self->{delay};
    $self->{delay} = LAST_DELAY if $self->{delay} > LAST_DELAY;
    return;
}

sub channel_gone {
    my ($self, $lived) = @_[ POE::Session::HEAP, POE::Session::ARG0 ];
    delete $self->{channel};
    $self->{delay} = FIRST_DELAY if $lived >= IS_STEADY;
    return _again_or_end($self);
}

sub shutdown {
    my ($self) = $_[POE::Session::HEAP];
    $self->{is_over} = 1;
    _kernel()->post($self->{channel}, 'shutdown') if $self->{channel};
    return _end($self);
}

sub _end {
    my ($self) = @_;
    _stop_connecting($self);
    _kernel()->alarm_remove_all;
    _kernel()->alias_remove(delete $self->{alias}) if $self->{alias};
    return;
}

sub _child  {return}
sub _parent {return}
sub _stop   {return}

1;
