package POE::Component::Client::NATS::Greeting;

# The beginning of a connection: what the server says of itself, who we are; and what it has to
# complain of, then and later.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Component::Client::NATS::JSON qw(data_of json_false json_true text_of);

# ---------------------------------------------------------------------------
# INFO, the first and later ones

sub got_info {
    my ($client, $record) = @_;
    my $info = data_of($record->[1]);
    return _lose($client, protocol => 'the server tells of itself what is no JSON object')
        if ref $info ne 'HASH';
    $client->{info} = $info;
    $client->{pool}->learn($info->{connect_urls}) if $info->{connect_urls};
    $client->{max_payload} = $info->{max_payload} if $info->{max_payload};
    return _begin($client)                        if $client->{phase} eq 'info';
    return $client->_must_leave                   if $info->{ldm};
    return;
}

# Never in clear if TLS is wanted; and what came behind the first line was not said by who will prove
# who it is.
sub _begin {
    my ($client) = @_;
    my $info     = $client->{info};
    my $wants    = $client->{tls} && ($client->{tls_always} || $client->{server}{tls});
    return log_in($client) if !$wants and !$info->{tls_required};
    return _lose(
        $client,
        tls => 'the server wants TLS; name it a tls: server, or give the parameter tls'
    ) if !$client->{tls};
    return _lose($client, tls => 'the server does not have TLS')
        if !$info->{tls_required} and !$info->{tls_available};
    return _lose($client, tls => 'the server sent more than a line before TLS')
        if @{ $client->{records} }
        or $client->{filter}->get_pending;
    $client->{is_encrypted} = 1;
    return POE::Component::Client::NATS::Link::start_tls($client);
}

sub log_in {
    my ($client) = @_;
    my %login = eval { _login($client) };
    return _lose($client, authorization => $@ =~ s/\n\z//r) if $@;
    my $connect = text_of({
        verbose       => json_false,
        pedantic      => json_false,
        headers       => json_true,
        no_responders => json_true,
        protocol      => 1,
        lang          => 'perl',
        version       => "$VERSION",
        echo          => $client->{echo}         ? json_true : json_false,
        tls_required  => $client->{is_encrypted} ? json_true : json_false,
        defined $client->{name} ? (name => "$client->{name}") : (),
        %login,
    });
    $client->{phase} = 'sent';
    POE::Component::Client::NATS::Link::limit($client);
    POE::Component::Client::NATS::Link::write_now($client, "CONNECT $connect\r\nPING\r\n");
    return;
}

# Of the server's address, or else of the client's parameters.
sub _login {
    my ($client) = @_;
    my ($server, $info) = @$client{qw(server info)};
    return (auth_token => "$server->{user}")
        if defined $server->{user} and !defined $server->{pass};
    return (user       => "$server->{user}", pass => "$server->{pass}") if defined $server->{user};
    return (auth_token => "$client->{token}")                           if defined $client->{token};
    return (user => "$client->{user}", pass => $client->{pass} // '')   if defined $client->{user};
    return () if !defined $client->{nkey} or !defined $info->{nonce};
    require POE::Component::Client::NATS::NKey;
    return POE::Component::Client::NATS::NKey::login($client->{nkey}, $info->{nonce});
}

# ---------------------------------------------------------------------------
# The PONG to our first PING

sub is_welcome {
    my ($client) = @_;
    $POE::Kernel::poe_kernel->delay('nats_late');
    @$client{qw(phase up_since)} = ('up', $client->{timer}->now);
    delete $client->{server}{refused};
    POE::Component::Client::NATS::Link::start_beating($client);
    $client->_is_up;
    return;
}

# ---------------------------------------------------------------------------
# -ERR. Some complaints are of one operation; after the others the server ends the connection.

my %mild = (
    'permissions violation'          => 'permission',
    'invalid subject'                => 'subject',
    'invalid publish subject'        => 'subject',
    'maximum subscriptions exceeded' => 'limit',
);

my %login = map { $_ => 1 } (
    'authorization violation', 'authentication timeout',
    'user authentication expired', 'account authentication expired',
);

sub got_complaint {
    my ($client, $record) = @_;
    my $text = $record->[1];
    my ($kind) = map { $mild{$_} } grep { lc($text) =~ /\A\Q$_/ } keys %mild;
    return $client->_is_refused($kind, $text) if $kind and $client->{phase} eq 'up';
    my $is_login = grep { lc($text) =~ /\A\Q$_/ } keys %login;
    $client->{refusal} = [ $is_login ? 'authorization' : 'refused', $text ];
    return;
}

sub _lose { return POE::Component::Client::NATS::Link::lose(@_) }

1;
