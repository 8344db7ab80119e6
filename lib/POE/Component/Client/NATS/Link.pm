package POE::Component::Client::NATS::Link;

# The session of a client: to a server, again if need be, and what goes over the connection. The client
# is its heap.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno  qw(EBADF);
use Socket qw(IPPROTO_TCP TCP_NODELAY);

use POE::Session;
use POE::Component::TCP::Handshake             ();
use POE::Component::Client::NATS::Driver       ();
use POE::Component::Client::NATS::Failure      ();
use POE::Component::Client::NATS::Greeting     ();
use POE::Component::Client::NATS::Message      ();
use POE::Component::Client::NATS::Subscription ();
use POE::Driver::SysRW                         ();
use POE::Filter::NATS                          ();
use POE::Filter::Stream                        ();
use POE::Wheel::ReadWrite                      ();
use POE::Wheel::SocketFactory                  ();

my %state = (
    _start                => \&_start,
    _stop                 => sub { },
    _child                => sub { },
    nats_connect          => \&_connect,
    nats_connected        => \&_got_socket,
    nats_refused          => \&_got_refusal,
    nats_late             => \&_is_late,
    nats_input            => \&_got_octets,
    nats_more             => sub { _work_off($_[HEAP]) },
    nats_broken           => \&_got_error,
    nats_flushed          => \&_got_flush,
    nats_output           => \&_put_out,
    nats_beat             => \&_beat,
    nats_arm              => sub { $_[HEAP]{timer}->arm },
    nats_tick             => sub { $_[HEAP]{timer}->tick },
    nats_do               => sub { $_[ARG0]->() },
    tcp_handshake_step    => \&_shake_hands,
    tcp_handshake_timeout => \&_give_up_handshake,
);

sub create {
    my ($client) = @_;
    return POE::Session->create(heap => $client, inline_states => \%state)->ID;
}

sub _kernel { return $POE::Kernel::poe_kernel }

sub _start {
    my ($kernel, $client) = @_[ KERNEL, HEAP ];
    $kernel->alias_set($client->{alias}) if defined $client->{alias};
    $kernel->yield('nats_connect');
    return;
}

# ---------------------------------------------------------------------------
# To a server

sub _connect {
    my ($client) = $_[HEAP];
    return if $client->{phase} ne 'waiting';
    my $server = $client->{server} = $client->{pool}->next_server;
    @$client{qw(phase refusal)} = ('connecting', undef);
    limit($client);
    $client->{factory} = POE::Wheel::SocketFactory->new(
        RemoteAddress => $server->{host},
        RemotePort    => $server->{port},
        SuccessEvent  => 'nats_connected',
        FailureEvent  => 'nats_refused',
    );
    return;
}

# Each step has its own: a halted server takes connections and says nothing.
sub limit {
    my ($client) = @_;
    _kernel()->delay(nats_late => $client->{connect_timeout});
    return;
}

sub _got_refusal {
    my ($client, $operation, $errno, $text, $id) = @_[ HEAP, ARG0 .. ARG3 ];
    return if !$client->{factory} or $client->{factory}->ID != $id;
    return lose($client, connect => "$operation: $text", errno => $errno);
}

sub _is_late {
    my ($client) = $_[HEAP];
    my %what = (
        connecting => 'the connection',
        info       => 'the server\'s first line',
        sent       => 'the answer to the login',
    );
    my $what = $what{ $client->{phase} } // return;
    return lose($client, timeout => "$what took longer than $client->{connect_timeout} s");
}

sub _got_socket {
    my ($client, $socket, $id) = @_[ HEAP, ARG0, ARG3 ];
    return if !$client->{factory} or $client->{factory}->ID != $id;
    delete $client->{factory};
    setsockopt $socket, IPPROTO_TCP, TCP_NODELAY, 1;
    $client->{phase} = 'info';
    limit($client);
    return _open($client, $socket, POE::Driver::SysRW->new);
}

sub _open {
    my ($client, $socket, $below) = @_;
    $client->{socket} = $socket;
    $client->{filter} = POE::Filter::NATS->new(MaxPayload => $client->{max_incoming});
    $client->{loaded} = 0;
    my $wheel = $client->{wheel} = POE::Wheel::ReadWrite->new(
        Handle       => $socket,
        Driver       => POE::Component::Client::NATS::Driver->new($below),
        Filter       => POE::Filter::Stream->new,
        InputEvent   => 'nats_input',
        ErrorEvent   => 'nats_broken',
        FlushedEvent => 'nats_flushed',
    );
    $client->{wheel_id} = $wheel->ID;
    return;
}

# ---------------------------------------------------------------------------
# TLS, after the server's first line and before ours

sub start_tls {
    my ($client) = @_;
    my $socket = $client->{socket};
    delete @$client{qw(wheel wheel_id)};
    $client->{phase} = 'tls';
    _kernel()->delay('nats_late');
    $client->{handshake} = eval {
        POE::Component::TCP::Handshake->new($client->{tls}, $socket, $client->{server}{host});
    } or return lose($client, tls => "$@");
    return _step($client);
}

sub _shake_hands { return _step($_[HEAP]) }

sub _step {
    my ($client) = @_;
    my $handshake = $client->{handshake} or return;
    my ($is_over, @failure) = $handshake->step;
    return if !$is_over;
    delete $client->{handshake};
    return lose($client, tls => "$failure[0]: $failure[2]") if @failure;
    my ($driver, $socket) = ($handshake->driver, $handshake->socket);
    _open($client, $socket, $driver);
    POE::Component::Client::NATS::Greeting::log_in($client);
    my $wheel = $client->{wheel};
    _kernel()->call(
        _kernel()->get_active_session, $wheel->[ POE::Wheel::ReadWrite::STATE_READ() ],
        $socket
    ) if $wheel and $driver->has_arrived;
    return;
}

sub _give_up_handshake {
    my ($client) = $_[HEAP];
    my $handshake = delete $client->{handshake} or return;
    my ($operation, $errno, $text) = $handshake->expire;
    return lose($client, tls => "$operation: $text");
}

# ---------------------------------------------------------------------------
# What comes. Records wait in a list, so that code of the program's which dies takes none of them along.

sub _got_octets {
    my ($client, $octets, $id) = @_[ HEAP, ARG0, ARG1 ];
    return if $id != ($client->{wheel_id} // 0);
    $client->{unanswered} = 0;
    $client->{statistics}{in_octets} += length $octets;
    push @{ $client->{records} }, @{ $client->{filter}->get([$octets]) };
    return _work_off($client);
}

my %operation = (
    INFO  => \&POE::Component::Client::NATS::Greeting::got_info,
    PING  => sub { write_now($_[0], "PONG\r\n") },
    PONG  => \&_got_pong,
    '+OK' => sub { },
    -ERR  => \&POE::Component::Client::NATS::Greeting::got_complaint,
    ERROR => sub { lose($_[0], protocol => "the server sent $_[1][1]") },
);

sub _work_off {
    my ($client) = @_;
    my $records = $client->{records};
    return if eval { _take($client, $records); 1 };
    my $error = $@;
    _kernel()->yield('nats_more') if @$records;
    die $error;
}

# The slots of messages and subscriptions, which are reached for with each message.
use constant { CLIENT => POE::Component::Client::NATS::Message::CLIENT() };
use constant {
    CODE      => POE::Component::Client::NATS::Subscription::CODE(),
    DELIVERED => POE::Component::Client::NATS::Subscription::DELIVERED(),
    MAX       => POE::Component::Client::NATS::Subscription::MAX(),
};

# The last message of a subscription ends it before its handler runs, which may subscribe anew.
sub _take {
    my ($client, $records) = @_;
    my $subscriptions = $client->{subscriptions};
    while (my $record = shift @$records) {
        my $verb = $record->[0];
        if ($verb ne 'MSG' and $verb ne 'HMSG') { _operate($client, $record); next }
        my $subscription = $subscriptions->{ $record->[2] } or next;
        my $code         = $subscription->[CODE];
        $record->[CLIENT] = $client;
        $client->{in_messages}++;
        $client->_forget($subscription)
            if ++$subscription->[DELIVERED] >= ($subscription->[MAX] // 9**15);
        $code->((bless $record, 'POE::Component::Client::NATS::Message'), $subscription);
    }
    return;
}

sub _operate {
    my ($client, $record) = @_;
    my $code = $operation{ $record->[0] };
    return $code->($client, $record) if $code;
    return lose($client, protocol => "the server sent $record->[0], which is for servers");
}

sub _got_pong {
    my ($client) = @_;
    return POE::Component::Client::NATS::Greeting::is_welcome($client)
        if $client->{phase} eq 'sent';
    $client->{output}->answered;
    $client->_wake if $client->{output}->is_uncertain;
    return;
}

# ---------------------------------------------------------------------------
# What goes: all that a turn of the loop has brought, at once

sub write_now {
    my ($client, $octets) = @_;
    my $wheel = $client->{wheel} or return;
    $client->{statistics}{out_octets} += length $octets;
    $client->{loaded} = 1;
    $wheel->put($octets);
    return;
}

sub _put_out {
    my ($client) = $_[HEAP];
    $client->{is_awake} = 0;
    return $client->_notice_fork if $$ != $client->{process};
    return                       if $client->{phase} ne 'up' or $client->{loaded};
    my $octets = $client->{output}->hand_over;
    write_now($client, $octets) if length $octets;
    return;
}

sub _got_flush {
    my ($client, $id) = @_[ HEAP, ARG0 ];
    return if $id != ($client->{wheel_id} // 0);
    $client->{loaded} = 0;
    $client->_wake if $client->{output}{octets} or $client->{output}->is_uncertain;
    return;
}

# ---------------------------------------------------------------------------
# Whether the server is still there

sub start_beating {
    my ($client) = @_;
    $client->{unanswered} = 0;
    _kernel()->delay(nats_beat => $client->{ping_interval}) if $client->{ping_interval};
    return;
}

sub _beat {
    my ($client) = $_[HEAP];
    return if $client->{phase} ne 'up';
    return lose($client, stale => "the server left $client->{unanswered} pings unanswered")
        if $client->{unanswered} >= $client->{max_pings};
    $client->{unanswered}++;
    $client->{output}->ping;
    $client->_wake;
    $client->{pool}->forget_tries if $client->{timer}->now - $client->{up_since} > 5;
    _kernel()->delay(nats_beat => $client->{ping_interval});
    return;
}

# ---------------------------------------------------------------------------
# The end of a connection

sub _got_error {
    my ($client, $operation, $errno, $text, $id) = @_[ HEAP, ARG0 .. ARG3 ];
    return                       if $id != ($client->{wheel_id} // 0);
    return $client->_notice_fork if $$ != $client->{process};
    my $refusal = $client->{refusal};
    return lose($client, @$refusal)           if $refusal;
    $text = 'the server ended the connection' if !$errno;
    $text .= ' right after TLS; does it want a certificate?'
        if !$errno
        and $client->{phase} eq 'sent'
        and $client->{is_encrypted};
    return lose($client, gone => $text, errno => $errno + 0);
}

sub drop {
    my ($client) = @_;
    _kernel()->delay($_) for qw(nats_late nats_beat nats_connect);
    if (my $handshake = delete $client->{handshake}) { $handshake->end }
    delete @$client{qw(factory wheel wheel_id socket filter)};
    @{ $client->{records} } = ();
    @$client{qw(loaded is_encrypted)} = (0, 0);
    return;
}

sub lose {
    my ($client, $kind, $text, %more) = @_;
    my $phase = $client->{phase};
    return if $phase eq 'waiting' or $phase eq 'closed';
    my $name    = $client->{server}{name};
    my $failure = POE::Component::Client::NATS::Failure->new(
        $kind, "$name: $text",
        server => $name,
        phase  => $phase,
        %more
    );
    drop($client);
    $client->{phase} = 'waiting';
    $client->_has_lost($failure, $phase);
    return if $client->{phase} ne 'waiting';
    $client->{pool}->forget_tries
        if $phase eq 'up' and $client->{timer}->now - $client->{up_since} > 5;
    _kernel()->delay(nats_connect => $client->{pool}->delay);
    return;
}

1;
