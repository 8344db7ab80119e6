package Soak::Network;

# Servers that echo lines, and clients that come, talk and go: over plain TCP, and over TLS when there is
# what it takes. Some clients leave by a reset before they have heard anything.

use strict;
use warnings;

use Certificate;
use POE          qw(Component::Server::TCP Component::Client::TCP);
use Soak::Ledger qw(came_in came_out fault);
use Soak::Part;
use Socket qw(SOL_SOCKET SO_LINGER unpack_sockaddr_in);

my $at_once = 20;

sub start {
    _start_one('TCP', 0.02, {}, {});
    return if !_has_tls();
    my ($key, $certificate) = certificate();
    _start_one(
        'TLS', 0.2,
        { TLS => { SSL_cert_file   => $certificate, SSL_key_file => $key } },
        { TLS => { SSL_verify_mode => 0 } });
    return;
}

sub _has_tls {
    return 0 if !grep { -x "$_/openssl" } split /:/, $ENV{PATH};
    return eval { require Net::SSLeay; Net::SSLeay->VERSION('1.85'); 1 };
}

sub _start_one {
    my ($kind, $every, $server, $client) = @_;
    my $port = _serve($kind, %$server);
    my $done = sub { $_[KERNEL]->post("$kind server" => 'shutdown') };
    part(
        "$kind clients",
        every => $every,
        turn  => sub {
            my $heap = $_[HEAP];
            return if $heap->{there} && $heap->{there} >= $at_once;
            $heap->{there}++;
            _connect($kind, $port, $_[SESSION]->postback('gone'), %$client);
        },
        gone => sub { !--$_[HEAP]{there} && $_[HEAP]{ending} and goto &$done },
        end  => sub { $_[HEAP]{there} or goto &$done },
    );
    return;
}

sub _serve {
    my ($kind, %more) = @_;
    my $port;
    POE::Component::Server::TCP->new(
        Alias              => "$kind server",
        Address            => '127.0.0.1',
        Port               => 0,
        Started            => sub { ($port) = unpack_sockaddr_in($_[HEAP]{listener}->getsockname) },
        ClientConnected    => sub { came_in("$kind connections served") },
        ClientDisconnected => sub { came_out("$kind connections served") },
        ClientError        => sub { },
        ClientInput        => sub { $_[HEAP]{client}->put($_[ARG0]) if $_[HEAP]{client} },
        %more,
    );
    return $port;
}

sub _connect {
    my ($kind, $port, $gone, %more) = @_;
    my @lines = map {"$kind line $_"} 1 .. 1 + rand 20;
    came_in("$kind connections made");
    POE::Component::Client::TCP->new(
        RemoteAddress => '127.0.0.1',
        RemotePort    => $port,
        Connected     => rand() < 0.1 ? \&_leave_rudely : sub { _talk($kind, $_[HEAP], @lines) },
        ServerInput   => sub {
            my $should = shift @lines;
            return fault("$kind: $_[ARG0] came instead of $should") if $_[ARG0] ne $should;
            came_out("$kind lines");
            $_[KERNEL]->yield('shutdown') if !@lines;
        },
        ServerError  => sub { fault("$kind: $_[ARG0] failed: $_[ARG2]") if $_[ARG1] },
        ConnectError => sub {
            fault("$kind: $_[ARG0] failed: $_[ARG2]");
            came_out("$kind connections made");
            $gone->();
        },
        Disconnected => sub { came_out("$kind connections made"); $gone->() },
        %more,
    );
    return;
}

sub _talk {
    my ($kind, $heap, @lines) = @_;
    came_in("$kind lines", scalar @lines);
    $heap->{server}->put($_) for @lines;
    return;
}

sub _leave_rudely {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my $socket = $heap->{server}->get_output_handle;
    setsockopt $socket, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0;
    $kernel->yield('shutdown');
    return;
}

1;
