package POE::Component::IKC::Channel;

# One connection: the handshake, and then the messages of one peer. It is an object and a session. Whatever
# is wrong with what arrives ends this connection and nothing else.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp        qw(carp croak);
use Errno       qw(ENOBUFS EMSGSIZE EPROTO ETIMEDOUT);
use Exporter    qw(import);
use Time::HiRes qw(time);
use Socket
    qw(AF_UNIX NI_NUMERICHOST NI_NUMERICSERV getnameinfo sockaddr_family unpack_sockaddr_in unpack_sockaddr_un);

use POE::Component::IKC::Auth           ();
use POE::Component::IKC::Channel::Input ();
use POE::Component::IKC::Protocol       ();
use POE::Component::IKC::Responder      ();
use POE::Component::IKC::Serializers    ();
use POE::Component::TCP::Handshake      ();
use POE::Driver::SysRW                  ();
use POE::Filter::Stream                 ();
use POE::Kernel                         ();
use POE::Session                        ();
use POE::Wheel::ReadWrite               ();
use POE::Component::IKC::Util           qw(list_of own_id);

our @EXPORT = qw(create_ikc_channel);

# In seconds and octets; each is a parameter.
my %DEFAULT = (
    drain             => 5,
    handshake_timeout => 10,
    heartbeat         => 10,
    max_message       => 16 * 1024 * 1024,
    max_backlog       => 64 * 1024 * 1024,
    stall             => 60,
);

sub limits { return keys %DEFAULT }

sub _kernel { return $POE::Kernel::poe_kernel }
sub _ikc    { return $POE::Component::IKC::Responder::ikc }

# ---------------------------------------------------------------------------
# Construction

my %STATES = (
    _start                                    => '_start',
    _stop                                     => '_stop',
    _child                                    => '_stop',
    _parent                                   => '_stop',
    close                                     => '_event_shutdown',
    connected                                 => '_connected',
    drained                                   => '_event_shutdown',
    error                                     => '_error',
    flushed                                   => '_flushed',
    joined                                    => '_joined',
    late                                      => '_late',
    send                                      => '_event_send',
    shutdown                                  => '_event_leave',
    tick                                      => '_tick',
    POE::Component::TCP::Handshake::STEP()    => '_shake_hands',
    POE::Component::TCP::Handshake::TIMEOUT() => '_tls_late',
);

sub spawn {
    my ($class, %given) = @_;
    croak "$class->spawn needs a handle" if !$given{handle};
    my $self
        = bless { protocol => 'IKC', put => 0, next_beat => 0, %DEFAULT, %given, take => sub { } },
        $class;
    for my $limit (keys %DEFAULT) { $self->{$limit} = $DEFAULT{$limit} if !defined $self->{$limit} }
    POE::Component::IKC::Responder->spawn;
    $self->{ikc} = _ikc();
    POE::Session->create(object_states => [ $self => \%STATES ]);
    return $self->{id};
}

sub create_ikc_channel {
    my %given;
    @given{qw(handle name on_connect subscribe rname unix aliases serializers protocol)} = @_;
    carp 'create_ikc_channel is deprecated; use POE::Component::IKC::Channel->spawn';
    return __PACKAGE__->spawn(map { defined $given{$_} ? ($_ => $given{$_}) : () } keys %given);
}

sub session_id { return $_[0]{id} }
sub own_name   { return $_[0]{name} // own_id() }
sub is_ours    { return $_[0]{is_ours} }

sub _start {
    my ($self) = @_;
    $self->{id} = $_[POE::Session::SESSION]->ID;
    _kernel()->alias_set($self->{alias} = "Channel $self->{id}");
    $self->{ikc}->register_channel($self);
    $self->{timer} = _kernel()->delay_set(late => $self->{handshake_timeout});
    $self->_learn_addresses;
    if ($self->{tls}) {
        $self->{tls_handshake} = POE::Component::TCP::Handshake->new(
            $self->{tls}, $self->{handle}, $self->{tls_name},
            POE::Component::TCP::Handshake::STEP());
        $self->_shake_hands;
    } else {
        $self->_open(POE::Driver::SysRW->new);
    }
    return "channel-$self->{id}";
}

sub _stop {return}

sub _shake_hands {
    my ($self) = @_;
    my $handshake = $self->{tls_handshake} or return;
    my ($is_over, @failure) = $handshake->step;
    return if !$is_over;
    delete $self->{tls_handshake};
    return $self->_fail(@failure) if @failure;
    my $driver = $handshake->driver;
    $self->_open($driver);
    _kernel()
        ->call($self->{id}, $self->{wheel}[ POE::Wheel::ReadWrite::STATE_READ() ], $self->{handle})
        if $self->{wheel} and $driver->has_arrived;
    return;
}

sub _open {
    my ($self, $driver) = @_;
    $self->{input} = POE::Component::IKC::Channel::Input->new($self);
    $self->{wheel} = POE::Wheel::ReadWrite->new(
        Handle       => $self->{handle},
        Driver       => $driver,
        InputFilter  => $self->{input},
        OutputFilter => POE::Filter::Stream->new,
        InputEvent   => 'input',
        ErrorEvent   => 'error',
        FlushedEvent => 'flushed',
    );
    $self->{lines} = POE::Component::IKC::Protocol->new(
        side        => $self->{client} ? 'client' : 'server',
        protocol    => $self->{protocol},
        names       => [ $self->_own_names ],
        serializers => [ $self->_serializers ],
        pid         => $$,
    );
    $self->_put_lines($self->{lines}->start);
    return;
}

# ---------------------------------------------------------------------------
# Names and addresses

sub _own_names {
    my ($self) = @_;
    my %seen;
    return grep { defined and length and !$seen{$_}++ } own_id(), $self->{name},
        list_of($self->{aliases}), $self->{own_address};
}

sub _learn_addresses {
    my ($self) = @_;
    my $handle = $self->{handle};
    my ($own, $peer) = (getsockname $handle, getpeername $handle);
    if (defined $self->{unix} or defined $own and sockaddr_family($own) == AF_UNIX) {
        my $path = $self->{unix} // eval { unpack_sockaddr_un($own) } // '';
        my $name = 'unix:' . $path =~ s/[^-:.\w]+/_/gr;
        $self->{own_address}  = $self->{client} ? $name . ":$$-" . fileno $handle : $name;
        $self->{peer_address} = $self->{client} ? $name                           : undef;
        $self->{is_near}      = 1;
        return;
    }
    $self->{own_address} = _in_text($own);
    my $there = _in_text($peer);
    $self->{is_near}      = defined $there && $there =~ /\A(?:127\.|\[::1\]|\[::ffff:127\.)/;
    $self->{peer_address} = $self->{rname} // $there;
    return;
}

sub _in_text {
    my ($address) = @_;
    return if !defined $address;
    my ($error, $host, $port) = getnameinfo($address, NI_NUMERICHOST | NI_NUMERICSERV);
    return if $error;
    return $host =~ /:/ ? "[$host]:$port" : "$host:$port";
}

sub _serializers {
    my ($self) = @_;
    my $given  = $self->{serializers};
    my $trust  = $self->{is_near} || $self->{storable};
    my @names  = POE::Component::IKC::Serializers::offered(
        $given,
        trusted => $trust, objects => $self->{objects});
    return @names;
}

# ---------------------------------------------------------------------------
# Lines

sub _put_lines {
    my ($self, @lines) = @_;
    $self->{wheel}->put(map {"$_\x0D\x0A"} @lines) if @lines;
    return;
}

sub take_line {
    my ($self, $line) = @_;
    my $lines = $self->{lines};
    print {*STDERR} "$$: ", $lines->protocol, " handshake: $line\n" if $ENV{IKC_PROTOCOL};
    $self->_put_lines($lines->line($line));
    return $self->_fail('setup', EPROTO, $lines->failure) if defined $lines->failure;
    return                                                if !$lines->is_over;
    my $serializer = POE::Component::IKC::Serializers::find(
        $lines->serializer, told => 1,
        objects                  => $self->{objects});
    $self->{freeze}  = $serializer->{freeze};
    $self->{is_ours} = $lines->is_ours;
    my ($rid, @aliases) = $lines->peer_names;
    @$self{qw(rid peer_aliases)} = ($rid, [ @aliases, $self->{peer_address} // () ]);
    $self->{input}->expect_frames($serializer->{thaw}, $self->{max_message});
    return defined $self->{secret} ? $self->_prove : $self->_join;
}

# Who is refused is told why.
sub _take_proof {
    my ($self, $auth, $message) = @_;
    my $refused = ref $message->{auth} eq 'HASH' ? $message->{auth}{refused} : undef;
    return $self->_fail('secret', EPROTO, "the peer refused the secret") if $refused;
    $self->send($_) for $auth->message($message);
    if (defined $auth->failure) {
        $self->send({ auth => { refused => 1 } });
        return $self->_fail('secret', EPROTO, $auth->failure);
    }
    $self->_join if $auth->is_over;
    return;
}

# ---------------------------------------------------------------------------
# Becoming a peer

# Nothing else is taken before.
sub _prove {
    my ($self) = @_;
    return $self->_fail('secret', EPROTO, 'the peer cannot show that it knows the secret')
        if !$self->{is_ours};
    my $auth = POE::Component::IKC::Auth->new(
        side   => $self->{client} ? 'client' : 'server',
        secret => $self->{secret},
        name   => own_id(),
        peer   => $self->{rid},
    );
    $self->{take} = sub { $self->_take_proof($auth, @_) };
    $self->send($_) for $auth->start;
    return;
}

sub _join {
    my ($self) = @_;
    my ($ikc, $rid) = @$self{qw(ikc rid)};
    my $taken = $ikc->peer_came(
        rid => $rid, aliases                     => $self->{peer_aliases},
        pid => $self->{lines}->peer_pid, channel => $self
    );
    return $self->_fail('register', EPROTO, "there is a kernel '$rid' already") if !$taken;
    _kernel()->alarm_remove(delete $self->{timer});
    $self->{is_ready} = 1;
    $self->{take}     = sub { $ikc->received($_[0], $rid, $self) };
    $self->{ticks}    = _kernel()->delay_set(tick => $self->_interval);
    $self->{on_settled}->() if $self->{on_settled};
    my $specs = $self->{subscribe};
    return _kernel()->yield('connected') if !$specs or !@$specs;
    my $id = $self->{id};
    $ikc->subscribe($specs, sub { _kernel()->call($id, 'joined', @{ $_[0] } == @$specs) }, $id);
    return;
}

sub _joined {
    my ($self, $all) = @_[ POE::Session::OBJECT, POE::Session::ARG0 ];
    return $self->_fail('subscribe', EPROTO, 'a subscription was refused') if !$all;
    return _kernel()->yield('connected');
}

# Behind what monitors are told.
sub _connected {
    my ($self) = @_;
    return if $self->{is_closed};
    my $callback = delete $self->{on_connect};
    delete $self->{on_error};
    $callback->()                                    if $callback;
    $self->{ikc}->peer_is_ready($self->{rid}, $self) if !$self->{is_closed};
    return;
}

# ---------------------------------------------------------------------------
# Sending

# The hot path: one image, one chunk.
sub send {
    my ($self, $message) = @_;
    my $wheel = $self->{wheel};
    return $self->_not_sent(0, 'the connection is closed') if !$wheel or $self->{is_ending};
    my $image = eval { $self->{freeze}->($message) };
    return $self->_not_sent(0, "a message cannot be sent: $@") if !defined $image;
    my $length = length $image;
    return $self->_not_sent(EMSGSIZE, "a message of $length octets is too large (max_message)")
        if $length > $self->{max_message};
    return $self->_not_sent(ENOBUFS, 'the peer does not read what was sent (max_backlog)')
        if $wheel->get_driver_out_octets > $self->{max_backlog};
    $image = "$length\0$image";
    $self->{put} += length $image;
    $wheel->put($image);
    return 1;
}

sub _not_sent {
    my ($self, $number, $text) = @_;
    chomp $text;
    $self->{ikc}->channel_error([ 'send', $number, $text ], $self->{rid});
    return 0;
}

sub _event_send {
    my ($self, $message) = @_[ POE::Session::OBJECT, POE::Session::ARG0 ];
    return $self->send($message);
}

# ---------------------------------------------------------------------------
# Life

sub _interval {
    my ($self)  = @_;
    my $quarter = $self->{stall} / 4;
    my $beat    = $self->{heartbeat} || $quarter;
    return $beat < $quarter ? $beat : $quarter;
}

# Now and then: whether the peer is there, and takes what is sent to it.
sub _tick {
    my ($self) = @_;
    return if $self->{is_closed};
    $self->{ticks} = _kernel()->delay_set(tick => $self->_interval);
    return $self->_fail('write', ETIMEDOUT, 'the peer does not read what was sent (stall)')
        if $self->_is_stalled;
    return if !$self->{heartbeat} or !$self->{is_ours} or $self->_is_light;
    return if time < $self->{next_beat};
    $self->{next_beat} = time + $self->{heartbeat};
    my $quiet = $self->{is_quiet}++;
    return $self->_fail('heartbeat', ETIMEDOUT, 'the peer does not answer') if $quiet >= 3;
    $self->_put_beat('ping')                                                if $quiet;
    return;
}

# A client without a loop has one name, and answers only while it waits for something.
sub _is_light {
    my ($self) = @_;
    return 1 == $self->{lines}->peer_names;
}

sub _put_beat {
    my ($self, $what) = @_;
    my $event = { kernel => $self->{rid}, session => 'IKC', state => 'IKC:beat' };
    return $self->send({ event => $event, params => $what });
}

sub beat {
    my ($self, $what) = @_;
    return                       if !defined $what;
    $self->_put_beat('pong')     if $what eq 'ping';
    $self->_put_beat('farewell') if $what eq 'leaving';
    return                       if $what ne 'farewell' or !$self->{is_draining};
    $self->{has_told} = 1;
    return $self->is_drained;
}

# Nothing has left for so long.
sub _is_stalled {
    my ($self) = @_;
    my $left   = $self->{wheel} ? $self->{wheel}->get_driver_out_octets : 0;
    my $gone   = $self->{put} - $left;
    my $last   = $self->{progress};
    return ($self->{progress} = undef)                 if !$left;
    return ($self->{progress} = [ $gone, time ], 0)[1] if !$last or $last->[0] != $gone;
    return time - $last->[1] >= $self->{stall};
}

# ---------------------------------------------------------------------------
# The end

sub _error {
    my ($self, @what) = @_[ POE::Session::OBJECT, POE::Session::ARG0 .. POE::Session::ARG2 ];
    return $self->_fail(@what);
}

sub bad_input {
    my ($self, $reason) = @_;
    return $self->_fail($self->{is_ready} ? 'read' : 'setup', EPROTO, $reason);
}

sub _late {
    my ($self) = @_;
    delete $self->{timer};
    return $self->_fail('setup', ETIMEDOUT, 'the handshake takes too long (handshake_timeout)');
}

sub _tls_late { return $_[0]->_late }

sub _fail {
    my ($self, @failure) = @_;
    return                if $self->{is_closed} or $self->{is_failing}++;
    $self->{wheel}->flush if $self->{wheel} and !$self->{is_ready} and $failure[1] == EPROTO;
    my $callback = delete $self->{on_error};
    if    ($callback and !$self->{is_ready}) { $callback->(@failure) }
    elsif (!$self->{is_ending} and !$self->{is_draining}) {
        $self->{ikc}->channel_error(\@failure, $self->{rid});
    }
    return $self->_finish;
}

# In its own session, whoever asks.
sub close {
    my ($self) = @_;
    return if $self->{is_closed};
    return _kernel()->call($self->{id}, 'close');
}

sub shutdown {
    my ($self) = @_;
    return if $self->{is_closed};
    return _kernel()->call($self->{id}, 'shutdown');
}

# A peer that was offered something sends no more of it when it has answered this: what it has sent before then is here.
sub _event_leave {
    my ($self) = @_;
    return                        if $self->{is_draining} or $self->{is_closed};
    return $self->_event_shutdown if !$self->_has_to_drain;
    $self->{is_draining} = 1;
    my $event = { kernel => $self->{rid}, session => 'IKC', state => 'IKC:offers' };
    $self->send({ event => $event, params => [] });
    $self->_put_beat('leaving');
    _kernel()->delay_set(drained => $self->{drain});
    return;
}

sub _has_to_drain {
    my ($self) = @_;
    return if !$self->{drain} or !$self->{is_ready} or !$self->{is_ours} or $self->_is_light;
    return $self->{answering} || $self->{ikc}->has_offers;
}

# Called when the last question that came over this is answered.
sub is_drained {
    my ($self) = @_;
    return if !$self->{has_told} or $self->{answering};
    return $self->close;
}

# What was sent leaves first.
sub _event_shutdown {
    my ($self) = @_;
    $self->{is_ending} = 1;
    return if $self->{wheel} and $self->{wheel}->get_driver_out_octets;
    return $self->_finish;
}

sub _flushed {
    my ($self) = @_;
    $self->_finish if $self->{is_ending};
    return;
}

sub _finish {
    my ($self) = @_;
    return if $self->{is_closed}++;
    if (my $handshake = delete $self->{tls_handshake}) { $handshake->end }
    delete @$self{qw(wheel handle on_connect on_error)};
    $self->{take} = sub { };
    _kernel()->alarm_remove_all;
    _kernel()->alias_remove($self->{alias});
    $self->{ikc}->forget_channel($self);
    $self->{ikc}->peer_went($self->{rid}, $self) if $self->{is_ready};
    my $callback = delete $self->{on_gone};
    $callback->($self) if $callback;
    return;
}

1;
