package POE::Component::IKC::Transport::Socket;

# The wires that are sockets: ikc://host:port, ikcs://host:port with TLS, ikc+unix:/path.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

use POE::Component::IKC::Client ();
use POE::Component::IKC::Server ();
use POE::Kernel                 ();

use constant { PORT => 603 };

sub connect {
    my ($class, $url, %given) = @_;
    my $id = POE::Component::IKC::Client->spawn(reconnect => 1, %given, _where($url, \%given));
    return bless { sessions => [$id] }, $class;
}

sub listen {
    my ($class, $url, %given) = @_;
    delete @given{qw(on_connect subscribe reconnect)};
    my %where = _where($url, \%given);
    my $self  = bless {}, $class;
    my $port  = POE::Component::IKC::Server->spawn(
        %given, %where,
        on_start => sub { $self->{sessions} = [@_] },
    );
    $self->{port} = $port // $where{port};
    return $self;
}

sub _where {
    my ($url, $given) = @_;
    my $is_unix = $url->{scheme} eq 'ikc+unix';
    croak "$url->{text}: a path is needed" if $is_unix  and !length($url->{path} // '');
    croak "$url->{text}: a host is needed" if !$is_unix and !defined $url->{host};
    my @tls = $url->{scheme} eq 'ikcs' ? (tls => $given->{tls} || 1) : ();
    return (unix => $url->{path}) if $is_unix;
    return (ip   => $url->{host}, port => $url->{port} // PORT, @tls);
}

sub port { return $_[0]{port} }

sub leave {
    my ($self) = @_;
    $POE::Kernel::poe_kernel->post($_ => 'shutdown') for @{ delete $self->{sessions} || [] };
    return;
}

1;
