package POE::Component::Client::TCP;

# A client: one session that connects, again if need be, and talks.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

use POE::Component::Client::TCP::Connecting ();
use POE::Component::Client::TCP::Talking    ();
use POE::Component::TCP::Handlers           ();
use POE::Component::TCP::Filters            ();
use POE::Component::TCP::Handshake          ();
use POE::Component::TCP::Parameters         ();
use POE::Session;

sub new {
    my $class = shift;
    my $param = POE::Component::TCP::Parameters->new($class, @_);
    my ($type, @first) = $param->session;
    my $client = _client($class, $param);
    my ($inline, $list) = $param->states('ObjectStates');
    my $args = $param->list('Args');
    $param->end;
    return $type->create(
        @first,
        POE::Component::TCP::Parameters::session_states(_states($client), $inline, $list),
        args => $args,
    )->ID;
}

my @CALLBACKS = qw(
    PreConnect Connected ConnectError Disconnected ServerInput ServerError ServerFlushed Started
);

sub _client {
    my ($class, $param) = @_;
    for my $name (qw(RemoteAddress RemotePort)) {
        croak "$class->new() needs a $name parameter" if !$param->has($name);
    }
    my ($water, $high, $low) = $param->marks(qw(ServerHigh ServerLow));
    my %client = (water => $water, ServerHigh => $high, ServerLow => $low);
    @client{@$_} = $param->take(@$_)
        for [qw(RemoteAddress RemotePort BindAddress BindPort Domain Alias)];
    $client{$_} = $param->code($_) for @CALLBACKS;
    croak "$class->new() requires a ServerInput parameter" if !$client{ServerInput};
    @client{qw(connect_seconds attempt_seconds seconds)}
        = map { $param->seconds($_) } qw(ConnectTimeout AttemptDelay ServerTimeout);
    $client{filters} = POE::Component::TCP::Filters->new(Filter => $param->take('Filter'));
    $client{tls}     = POE::Component::TCP::Handshake::settings($param, 0);
    return \%client;
}

# ---------------------------------------------------------------------------
# The session's handlers. They are made once a client, around the hash above.

sub _states {
    my ($client) = @_;
    return {
        _stop  => sub { },
        _child => sub { },
        POE::Component::Client::TCP::Talking::quick_states($client),
        POE::Component::TCP::Handlers::all_with(
            $client,
            _start => \&_start,
            POE::Component::Client::TCP::Connecting::handlers($client),
            POE::Component::Client::TCP::Talking::handlers($client),
        ),
    };
}

sub _start {
    my $client = shift;
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $heap->{shutdown_on_error} = 1;
    POE::Component::Client::TCP::Connecting::take_name($client, $kernel);
    $kernel->yield('reconnect');
    my $started = $client->{Started} or return;
    return &$started;
}

1;
