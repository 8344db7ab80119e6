package POE::Component::IKC::Server;

# Listens for other kernels.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp     qw(carp);
use Errno    qw(EADDRINUSE);
use Exporter qw(import);
use Socket   qw(AF_INET AF_INET6 AF_UNIX getnameinfo NI_NUMERICHOST NI_NUMERICSERV);

use POE::Component::IKC::Channel         ();
use POE::Component::IKC::Responder       ();
use POE::Component::IKC::Server::Workers ();
use POE::Component::IKC::Util            qw(list_of monitor_error tls_of);
use POE::Kernel                          ();
use POE::Session                         ();
use POE::Wheel::SocketFactory            ();

our @ISA    = qw(POE::Component::IKC::Server::Workers);
our @EXPORT = qw(create_ikc_server);

use constant { PORT => 603, MAX_HANDSHAKES => 100 };

my @STATES = qw(
    _start _stop _child _parent error accept channel_gone shutdown
    fork retry waste_time babysit rogues sig_CHLD sig_INT sig_TERM sig_USR1 sig_USR2
);

my @PASSED = (
    qw(name aliases serializers storable objects secret unix protocol on_error),
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
        ip             => '0.0.0.0',
        protocol       => 'IKC0',
        concurrency    => 0,
        processes      => 0,
        connections    => 1,
        max_handshakes => MAX_HANDSHAKES,
        %given,
        port     => $given{port} // PORT,
        channels => {},
        shaking  => {},
    };
    $self->{tls} = tls_of($given{tls}, 1) if $given{tls};
    POE::Session->create(package_states => [ $package => \@STATES ], heap => $self);
    return if defined $self->{unix} or $self->{port} ne '0';
    return $self->{real_port};
}

sub create_ikc_server {
    my (%given) = @_;
    carp 'create_ikc_server is deprecated; use POE::Component::IKC::Server->spawn';
    return __PACKAGE__->spawn(%given);
}

sub _start {
    my ($kernel, $self) = @_[ POE::Session::KERNEL, POE::Session::HEAP ];
    $self->{session} = $_[POE::Session::SESSION]->ID;
    $self->{on_start}->($self->{session}) if $self->{on_start};
    $kernel->post(IKC => monitor => '*' => { shutdown => 'shutdown' });
    _listen($self);
    my $where
        = defined $self->{unix}
        ? "unix:$self->{unix}"
        : "$self->{ip}:@{[ $self->{real_port} // $self->{port} ]}";
    $kernel->alias_set($self->{alias} = "IKC Server $where");
    my @names = grep {defined} $self->{name}, list_of($self->{aliases});
    $kernel->post(IKC => register_local => \@names);
    POE::Component::IKC::Server::Workers::begin($self) if $self->{processes} > 1 and $self->{wheel};
    return;
}

sub _listen {
    my ($self) = @_;
    unlink $self->{unix} if defined $self->{unix};
    my @at
        = defined $self->{unix}
        ? (SocketDomain => AF_UNIX, BindAddress => $self->{unix})
        : (
        SocketDomain => $self->{ip} =~ /:/ ? AF_INET6 : AF_INET,
        BindAddress  => $self->{ip},
        BindPort     => $self->{port},
        );
    $self->{wheel} = POE::Wheel::SocketFactory->new(
        @at,
        Reuse        => 'yes',
        ListenQueue  => 128,
        SuccessEvent => 'accept',
        FailureEvent => 'error',
    );
    return if defined $self->{unix};
    my $name = $self->{wheel}->getsockname or return;
    my ($error, undef, $port) = getnameinfo($name, NI_NUMERICHOST | NI_NUMERICSERV);
    $self->{real_port} = $port if !$error;
    return;
}

sub error {
    my ($self, @failure) = @_[ POE::Session::HEAP, POE::Session::ARG0 .. POE::Session::ARG2 ];
    if ($failure[0] ne 'accept') {
        delete $self->{wheel};
        delete $self->{real_port};
    }
    monitor_error($self->{on_error}, @failure);
    return;
}

# ---------------------------------------------------------------------------
# Connections

sub accept {
    my ($self, $handle) = @_[ POE::Session::HEAP, POE::Session::ARG0 ];
    return if keys %{ $self->{shaking} } >= $self->{max_handshakes};
    my $session = $self->{session};
    my $number  = ++$self->{accepted};
    $self->{channels}{$number} = $self->{shaking}{$number} = 1;
    my $shaking = $self->{shaking};
    POE::Component::IKC::Channel->spawn(
        (map { $_ => $self->{$_} } grep { defined $self->{$_} } @PASSED),
        handle     => $handle,
        tls        => $self->{tls},
        on_settled => sub { delete $shaking->{$number} },
        on_gone    => sub { _kernel()->post($session, channel_gone => $number) },
    );
    $self->{wheel}->pause_accept if $self->{wheel} and _is_full($self);
    POE::Component::IKC::Server::Workers::accepted($self);
    return;
}

sub _is_full {
    my ($self) = @_;
    return $self->{concurrency} && keys %{ $self->{channels} } >= $self->{concurrency};
}

sub channel_gone {
    my ($self, $number) = @_[ POE::Session::HEAP, POE::Session::ARG0 ];
    my $was_full = _is_full($self);
    delete $self->{channels}{$number};
    delete $self->{shaking}{$number};
    $self->{wheel}->resume_accept if $self->{wheel} and $was_full and !_is_full($self);
    POE::Component::IKC::Server::Workers::closed($self);
    return;
}

# Others that are made here are no affair of this session.
sub _child {
    my ($kernel, $what, $child, $value)
        = @_[ POE::Session::KERNEL, POE::Session::ARG0 .. POE::Session::ARG2 ];
    $kernel->detach_child($child) if $what eq 'create' and ($value // '') !~ /\Achannel-/;
    return;
}

sub _parent {return}

# The alias stays.
sub shutdown {
    my ($kernel, $self) = @_[ POE::Session::KERNEL, POE::Session::HEAP ];
    $self->{is_over} = 1;
    delete $self->{wheel};
    $kernel->alarm_remove_all;
    POE::Component::IKC::Server::Workers::end($self);
    return;
}

sub _stop {
    my ($self) = $_[POE::Session::HEAP];
    POE::Component::IKC::Server::Workers::end($self);
    unlink $self->{unix} if defined $self->{unix} and !$self->{is_worker};
    return;
}

1;
