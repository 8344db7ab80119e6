package POE::Component::IKC::Responder;

# The session IKC, and the object of the same: who the peers are, and what is sent to them. It knows
# nothing of sockets: messages are carried by channels.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp         qw(carp croak);
use Exporter     qw(import);
use Scalar::Util qw(refaddr);

use POE::Kernel  ();
use POE::Session ();

use POE::Component::IKC::LocalKernel              ();
use POE::Component::IKC::Responder::Delivery      ();
use POE::Component::IKC::Responder::Monitors      ();
use POE::Component::IKC::Responder::Offers        ();
use POE::Component::IKC::Responder::Publications  ();
use POE::Component::IKC::Responder::Questions     ();
use POE::Component::IKC::Responder::Stores        ();
use POE::Component::IKC::Responder::Subscriptions ();
use POE::Component::IKC::Responder::Talk          ();
use POE::Component::IKC::Specifier                qw(specifier_name specifier_parse);
use POE::Component::IKC::Util                     qw(own_id);

our @ISA = map {"POE::Component::IKC::Responder::$_"}
    qw(Delivery Monitors Offers Publications Questions Stores Subscriptions Talk);

our $ikc;
our @EXPORT = qw(create_ikc_responder $ikc);

use constant { PROXY => 'IKC:proxy', MAX_KNOWN => 1000 };

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# Construction

# Events that are methods, which get the arguments and then who sent them.
my @EVENTS = qw(
    ask call channel_error default inform_monitors kernels listen monitor offer ping post post2 publish
    published raw_message register_local remote_error retract say shutdown store subscribe unlisten
    unregister unsubscribe
);

sub spawn {
    my ($class) = @_;
    return 1 if $ikc and !$ikc->{is_over};
    $ikc = bless {
        peers     => {},    # by rid
        alias     => {},    # by alias: a rid
        handshake => {},    # channels that are no peers yet
        published => { IKC => { map { $_ => 1 } qw(do_you_have ping remote_error) } },
        allowed   => {},    # answers that may come: by session and state, how many
        monitors  => {},    # by name, by session: what it wants to be told
    }, $class;
    POE::Session->create(object_states => [ $ikc => _states() ]);
    POE::Component::IKC::Responder::Questions::hook();
    return 1;
}

sub _states {
    my %method = map { $_ => "_event_$_" }
        qw(_start _stop _child _parent do_you_have late leave over request timer untimer);
    for my $event (@EVENTS) {
        no strict 'refs';
        my $name = $method{$event} = "_event_$event";
        *$name = sub {
            my ($self, $sender, @args)
                = @_[ POE::Session::OBJECT, POE::Session::SENDER, POE::Session::ARG0 .. $#_ ];
            local $self->{sender} = $sender;
            return $self->$event(@args);
            }
            if !defined &$name;
    }
    return \%method;
}

# Relatives are no affair of it.
sub _event__stop   {return}
sub _event__child  {return}
sub _event__parent {return}

# A thread has no sessions of those that made it.
sub CLONE { undef $ikc; return }

sub create_ikc_responder {
    carp 'create_ikc_responder is deprecated; use POE::Component::IKC::Responder->spawn';
    return __PACKAGE__->spawn;
}

sub _event__start {
    _kernel()->alias_set('IKC');
    $_[0]{session} = $_[POE::Session::SESSION];
    return;
}

# Whoever does something by a method is the active session; by an event, whoever sent it.
sub _sender {
    my ($self, $sender) = @_;
    return $sender // $self->{sender} // _kernel()->get_active_session;
}

sub _sender_id {
    my $sender = _sender(@_);
    return ref $sender ? $sender->ID : $sender;
}

# ---------------------------------------------------------------------------
# Peers: what channels tell

# False if that name is taken.
sub peer_came {
    my ($self, %peer) = @_;
    my $rid = $peer{rid};
    return if $self->{peers}{$rid};
    my %seen = ($rid => 1);
    my @aliases
        = grep { defined and length and !$seen{$_}++ and !$self->{alias}{$_} } @{ $peer{aliases} };
    $self->{alias}{$_}   = $rid for @aliases;
    $self->{peers}{$rid} = { %peer, aliases => \@aliases };
    delete $self->{handshake}{ refaddr $peer{channel} };
    $self->{default} //= $rid if $rid ne own_id();
    $self->inform_monitors($rid, 'register', $peer{pid});
    return 1;
}

# A name of it that was somebody else's before.
sub peer_is_named {
    my ($self, $rid, $name) = @_;
    my $peer = $self->{peers}{$rid} or return;
    return if !length $name or $self->{alias}{$name} or $self->{peers}{$name};
    $self->{alias}{$name} = $rid;
    push @{ $peer->{aliases} }, $name;
    $self->_inform($name, undef, 'register', $peer->{pid});
    return 1;
}

# After on_connect.
sub peer_is_ready {
    my ($self, $rid, $channel) = @_;
    $self->inform_monitors($rid, 'channel', 'ready', $channel->session_id);
    $self->_announce($rid);
    $self->_ask_to_hear($rid);
    return;
}

sub peer_went {
    my ($self, $rid, $channel) = @_;
    my $peer = $self->{peers}{$rid} or return;
    return if $channel and $peer->{channel} != $channel;
    $self->inform_monitors($rid, 'channel', 'close', $peer->{channel}->session_id);
    $self->_end_proxies($rid);
    $self->inform_monitors($rid, 'unregister');
    delete $self->{peers}{$rid};
    delete @{ $self->{alias} }{ @{ $peer->{aliases} } };
    delete $self->{default} if ($self->{default} // '') eq $rid;
    $self->_forget_hearer($rid);
    $self->_fail_questions($rid);
    $self->_end_if_alone if $self->{is_over};
    return;
}

# A channel in its handshake is told of a shutdown, too.
sub register_channel {
    my ($self, $channel) = @_;
    $self->{handshake}{ refaddr $channel } = $channel;
    return;
}

sub forget_channel {
    my ($self, $channel) = @_;
    delete $self->{handshake}{ refaddr $channel };
    return;
}

sub unregister {
    my ($self, $name, $aliases) = @_;
    for my $one ($name, @{ $aliases || [] }) {
        if (my $peer = $self->{peers}{$one}) {
            $peer->{channel}->close($one);
            $self->peer_went($one, $peer->{channel});
        } elsif (my $rid = delete $self->{alias}{$one}) {
            $self->inform_monitors($one, 'unregister');
            my $list = $self->{peers}{$rid}{aliases};
            @$list = grep { $_ ne $one } @$list;
        }
    }
    return 1;
}

sub register_local {
    my ($self, $names) = @_;
    my @names = ref $names ? @$names : $names;
    my $rid   = own_id();
    if (my $peer = $self->{peers}{$rid}) {
        my @new = grep { defined and length and !$self->{alias}{$_} } @names;
        $self->{alias}{$_} = $rid for @new;
        push @{ $peer->{aliases} }, @new;
        $self->_ask_to_hear($rid);
        return 1;
    }
    POE::Component::IKC::LocalKernel->spawn($self, $rid, \@names);
    return 1;
}

# The rid of whoever has that name.
sub rid_of {
    my ($self, $name) = @_;
    return $name if $self->{peers}{$name};
    return $self->{alias}{$name};
}

sub is_local { return $_[1] eq own_id() }

# The kernel that is meant where none is named.
sub default {
    my ($self, $name) = @_;
    my $rid = $self->rid_of($name // '');
    if (!defined $rid) {
        carp "$$: unknown kernel '@{[ $name // '' ]}' cannot be the default";
        return;
    }
    $self->{default} = $rid;
    return 1;
}

sub channel_list {
    my ($self, $name) = @_;
    return map { $self->{peers}{$_}{channel}->session_id } $self->_rids($name // '*');
}

sub _rids {
    my ($self, $name) = @_;
    return sort keys %{ $self->{peers} } if $name eq '*';
    return $self->rid_of($name) // ();
}

sub channel_names {
    my ($self, $name) = @_;
    my @names;
    for my $rid ($self->_rids($name // '*')) {
        my $aliases = join ', ', @{ $self->{peers}{$rid}{aliases} };
        push @names, $rid . (length $aliases ? " ($aliases)" : '');
    }
    return wantarray ? @names : join ', ', @names;
}

sub ping { return 'PONG' }

# ---------------------------------------------------------------------------
# Sending

# The parsed address, to be read only, and how it is written on the wire. The few that a program uses
# again and again are kept.
my (%known, $known);

sub _address {
    my ($to) = @_;
    return (specifier_parse($to), $to) if ref $to;
    return                             if !defined $to;
    return @{ $known{$to} || _remember($to) };
}

sub _remember {
    my ($to)   = @_;
    my $event  = substr($to, 0, 4) eq 'poe:' ? $to : "poe://$to";
    my @parsed = (scalar POE::Component::IKC::Specifier::_known($event), $event);
    return \@parsed if !$parsed[0];
    (%known, $known) = () if ++$known > MAX_KNOWN;
    return $known{$to} = \@parsed;
}

sub post {
    my ($self, $to, $params, $sender) = @_;
    my ($parsed, $event) = _address($to);
    return _not_an_event($to, 'post')
        if !$parsed
        or $parsed->{session} eq ''
        or $parsed->{state} eq '';
    my $message = { event => $event, params => $params };
    my $from    = $self->_from($sender);
    $message->{from} = $from if $from;
    return $self->_send($parsed, $message);
}

sub post2 {
    my ($self, $to, $sender, $params) = @_;
    return $self->post($to, $params, $sender);
}

sub _not_an_event {
    my ($to, $verb) = @_;
    my $name = (defined $to ? specifier_name($to) : undef) // 'undef';
    carp "$$: $verb needs a session and an event, which '$name' does not name";
    return;
}

sub call {
    my ($self, $to, $params, $rsvp, $sender) = @_;
    my ($parsed, $event) = _address($to);
    return _not_an_event($to, 'call')
        if !$parsed
        or $parsed->{session} eq ''
        or $parsed->{state} eq '';
    my ($back) = _address($rsvp);
    if (!$back or $back->{state} eq '') {
        carp "$$: rsvp state not set in call to " . specifier_name($parsed);
        return;
    }
    $back = {%$back};
    $back->{session} = $self->_sender_id($sender) if $back->{session} eq '';
    delete $back->{kernel};
    my %message = (event => $event, params => $params, rsvp => $back);
    my $from    = $self->_from($sender);
    $message{from} = $from if $from;
    my $sent = $self->_send($parsed, \%message);
    $self->{allowed}{"$back->{session}/$back->{state}"} += $sent if $sent;
    return $sent;
}

sub raw_message {
    my ($self, $message, $sender) = @_;
    my ($parsed) = _address($message->{event});
    return _not_an_event(undef, 'raw_message') if !$parsed;
    return $self->_send($parsed, {%$message});
}

# Told only of those who published something: by the first of their names under which they did. It is
# shared by messages, as long as that is so.
sub _from {
    my ($self, $sender) = @_;
    my $published = $self->{published};
    return if keys %$published == 1;
    my $kernel = $POE::Kernel::poe_kernel;
    $sender //= $self->{sender} // $kernel->get_active_session;
    my $id = ref $sender ? $sender->ID : $sender;
    if (my $from = $self->{from}{$id}) {
        my $owner = $kernel->alias_resolve($from->{session});
        return $from if $owner and $owner->ID eq $id and $from->{kernel} eq own_id();
    }
    for my $name ($kernel->alias_list($sender)) {
        next if !$published->{$name} or $name eq 'IKC';
        $self->{from} = {} if keys %{ $self->{from} } > MAX_KNOWN;
        return $self->{from}{$id} = { kernel => own_id(), session => $name, state => PROXY };
    }
    return;
}

# Returns to how many it was handed.
sub _send {
    my ($self, $to, $message) = @_;
    my $name  = $to->{kernel};
    my $peers = $self->{peers};
    if ($self->{stores}) {
        my $stored = $self->_store($to, $message);
        return $stored if defined $stored;
    }
    my $rid = $peers->{$name} ? $name : $self->{alias}{$name};
    return $self->_hand($peers->{$rid}, $rid, $message) if defined $rid;
    return $self->_send_to_all($to, $message)           if $name eq '*';
    return $self->_send_to_offer($to, $message)         if $name eq '+';
    my $default = $name eq '' ? $self->{default} : undef;
    return $self->_unknown_kernel($name) if !defined $default;
    return $self->_hand($peers->{$default}, $default, $message);
}

sub _hand {
    my ($self, $peer, $rid, $message) = @_;
    my $channel = $peer->{channel};
    $self->_prepare_question($message, $peer, $rid) if defined $message->{ask};
    $message->{rsvp}{kernel} //= $channel->own_name if $message->{rsvp};
    return $channel->send($message, $rid) ? 1 : 0;
}

# To the own kernel only where that has it.
sub _send_to_all {
    my ($self, $to, $message) = @_;
    my ($sent, $own) = (0, own_id());
    for my $rid (sort keys %{ $self->{peers} }) {
        my $peer = $self->{peers}{$rid} or next;
        next if $rid eq $own and $self->_refusal($to->{session}, _state_in($to, $message));
        my %copy = %$message;
        $copy{rsvp} = { %{ $message->{rsvp} } } if $message->{rsvp};
        $sent += $self->_hand($peer, $rid, \%copy);
    }
    return $self->_unknown_kernel('*') if !$sent;
    return $sent;
}

sub _state_in {
    my ($to, $message) = @_;
    return $to->{state} eq PROXY ? $message->{params}[0] : $to->{state};
}

sub _unknown_kernel {
    my ($self, $name) = @_;
    my $text
        = $name eq '' || $name eq '*'
        ? "$$: Not connected to any foreign kernels."
        : "$$: Unknown kernel '$name'.";
    $self->_tell_error($name eq '' ? '*' : $name, 'resolve', $text) or warn "$text\n";
    return 0;
}

# ---------------------------------------------------------------------------

# In its own session, whoever asks.
sub shutdown {
    my ($self) = @_;
    return if $self->{is_over}++;
    return _kernel()->call($self->{session}, 'leave');
}

sub _event_leave {
    my ($self) = @_;
    $self->_inform_of_shutdown;
    $self->_drop_subscriptions;
    my %seen;
    $_->shutdown
        for grep { !$seen{ refaddr $_ }++ } values %{ $self->{handshake} }, $self->_channels;
    $self->_end_if_alone;
    return;
}

sub _channels {
    my ($self) = @_;
    return (@{ $self->{wires} || [] }, map { $_->{channel} } values %{ $self->{peers} });
}

# Handlers that are to end what they have may need it.
sub _end_if_alone {
    my ($self) = @_;
    return if $self->{has_ended} or grep { $_->{is_draining} } $self->_channels;
    $self->{has_ended} = 1;
    _kernel()->call($self->{session}, 'over');
    return;
}

sub _event_over {
    _kernel()->alias_remove('IKC');
    return;
}

1;
