package POE::Component::Server::TCP;

# A server: one session that listens and, unless the program accepts by itself, one more for each
# connection. What a server is made of is put together here; the sessions' handlers are below this
# package.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp   qw(carp croak);
use Socket qw(AF_INET);

use POE::Component::Server::TCP::Connection ();
use POE::Component::Server::TCP::Listener   ();
use POE::Component::TCP::Filters            ();
use POE::Component::TCP::Handshake          ();
use POE::Component::TCP::Parameters         ();
use POE::Kernel                             ();
use POE::Session                            ();
use POE::Wheel                              ();

sub new {
    my $class    = shift;
    my $param    = POE::Component::TCP::Parameters->new($class, @_);
    my @session  = $param->session;
    my $listener = _listener($param);
    my ($acceptor, $input, $serve) = map { $param->code($_) } qw(Acceptor ClientInput Session);
    _refuse_beside_session($param, $acceptor, $input) if $serve;
    croak "$class->new() needs either an Acceptor or a ClientInput but not both"
        if !$serve and !$acceptor == !$input;
    my $tls   = POE::Component::TCP::Handshake::settings($param, 1);
    my @marks = $param->marks(qw(ClientHigh ClientLow));

    if ($input or $serve) {
        $listener->{connection} = _connection(
            $param, \@marks, \@session,
            { ClientInput => $input, Session => $serve, tls => $tls });
    } else {
        _refuse_client($param, $tls);
    }
    my $args = $param->list('ListenerArgs');
    $param->end;
    my ($type, @first) = @session;
    return $type->create(
        @first,
        inline_states =>
            POE::Component::Server::TCP::Listener::states({ %$listener, Acceptor => $acceptor }),
        args => $args,
    )->ID;
}

# ---------------------------------------------------------------------------
# The session that listens

sub _listener {
    my ($param) = @_;
    my ($address, $name) = $param->take(qw(Address Hostname));
    my %listener = (
        Address => $address // $name,
        Domain  => AF_INET,
        Port    => 0,
        map {
            my $value = $param->take($_);
            defined $value ? ($_ => $value) : ()
        } qw(Alias Domain MaxClients Port ReusePort Listeners UnlinkSocket Started Stopped)
    );
    $listener{is_placed}   = defined $listener{Address} || $listener{Port} ne '0';
    $listener{Concurrency} = $param->take('Concurrency') // -1;
    $listener{$_}          = $param->code($_) for qw(Error Refused);
    return \%listener;
}

# What an async sub sees to needs no callbacks. Futures are loaded before the first client comes.
sub _refuse_beside_session {
    my ($param, $acceptor, $input) = @_;
    my ($name) = (
        ($acceptor ? 'Acceptor'    : ()),
        ($input    ? 'ClientInput' : ()),
        grep { $param->has($_) } qw(ClientConnected ClientFlushed ClientTimeout)
    );
    croak "$name is not permitted with Session" if defined $name;
    POE::Wheel::_load_futures('POE::Wheel::ReadWrite::Futures');
    return;
}

# With an Acceptor connections are the program's affair.
sub _refuse_client {
    my ($param, $tls) = @_;
    my $name = $param->left(qr/\AClient/) // ($tls ? 'TLS' : return);
    croak "$name not permitted without ClientInput";
}

# ---------------------------------------------------------------------------
# Sessions of connections

my @RESERVED = (
    qw(_child _start _stop shutdown),
    map {"tcp_server_got_$_"} qw(error flush high input low)
);

sub _connection {
    my ($param, $marks, $session, $more) = @_;
    my ($water, @code)                   = @$marks;
    my ($inline, $list)                  = $param->states('ObjectsStates');
    POE::Component::TCP::Parameters::refuse_states($inline, $list, @RESERVED)
        if POE::Kernel::ASSERT_USAGE();
    my %connection = (
        %$more,
        ClientArgs        => _client_args($param),
        filters           => _filters($param),
        water             => $water,
        shutdown_on_error => $param->has('ClientShutdownOnError')
        ? $param->take('ClientShutdownOnError')
        : 1,
        seconds => $param->seconds('ClientTimeout'),
    );
    @connection{qw(ClientHigh ClientLow)} = @code;
    $connection{"Client$_"} = $param->code("Client$_")
        for qw(PreConnect Connected Disconnected Error Flushed Drain);
    my $states = POE::Component::Server::TCP::Connection::states(\%connection);
    my ($type, @first) = @$session;
    return {
        type   => $type,
        create =>
            [ @first, POE::Component::TCP::Parameters::session_states($states, $inline, $list) ],
        plan => \%connection,
    };
}

sub _client_args {
    my ($param) = @_;
    my $old = $param->take('Args');
    return $param->list('ClientArgs') if !defined $old;
    if ($param->has('ClientArgs')) {
        carp 'Args is deprecated, and ignored since ClientArgs is present';
        return $param->list('ClientArgs');
    }
    carp 'Args is deprecated but allowed for now.  Please use ClientArgs';
    croak 'ClientArgs must be an array reference' if ref $old ne 'ARRAY';
    return $old;
}

sub _filters {
    my ($param) = @_;
    my ($both, $in, $out) = $param->take(qw(ClientFilter ClientInputFilter ClientOutputFilter));
    return POE::Component::TCP::Filters->new(Filter => $both) if !defined $in and !defined $out;
    croak 'ClientInputFilter must be used with ClientOutputFilter'
        if !defined $in or !defined $out;
    carp 'ClientFilter ignored with ClientInputFilter and ClientOutputFilter' if defined $both;
    return POE::Component::TCP::Filters->new(InputFilter => $in, OutputFilter => $out);
}

1;
