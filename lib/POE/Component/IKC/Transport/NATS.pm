package POE::Component::IKC::Transport::NATS;

use strict;
use warnings;

our $VERSION = '2.000';

# Kernels that are joined by a NATS server. One of these is the channel of all of them: what is sent to a kernel is
# published under a subject that names it, and this one, and the session and event.

use Carp  qw(croak);
use Errno qw(EPROTO);

use POE::Component::Client::NATS                   ();
use POE::Component::IKC::Responder                 ();
use POE::Component::IKC::Serializers               ();
use POE::Component::IKC::Specifier                 ();
use POE::Component::IKC::Transport::NATS::Guest    ();
use POE::Component::IKC::Transport::NATS::Keeper   ();
use POE::Component::IKC::Transport::NATS::Store    ();
use POE::Component::IKC::Transport::NATS::Names    ();
use POE::Component::IKC::Transport::NATS::Presence ();
use POE::Component::IKC::Transport::NATS::Receipts ();
use POE::Kernel                                    ();
use POE::Session                                   ();
use POE::Component::IKC::Util                      qw(list_of own_id);

our @CARP_NOT = qw(POE::Component::IKC POE::Component::IKC::Responder);

# Octets that a server's limit of a payload is not filled with: headers count, too.
use constant ROOM => 1024;

# Of a message of the client's.
use constant {
    SUBJECT => POE::Component::Client::NATS::Message::SUBJECT(),
    PAYLOAD => POE::Component::Client::NATS::Message::PAYLOAD(),
};

# In seconds: how long receipts are waited for at the end, and other kernels at the beginning.
use constant { PATIENCE => 1, GRACE => 0.2 };

# Subjects that are kept, with what they mean, until there are so many.
use constant SUBJECTS_MOST => 4096;

# How many messages of kernels that are not known yet are kept.
use constant HELD_MOST => 10_000;

# In seconds and messages; each is a parameter.
my %DEFAULT = (drain => 5, heartbeat => 1, lost_after => 10, max_unconfirmed => 100_000);

# How messages begin says what they are written in: each kind has its octets.
my $FREEZER = 'POE::Component::IKC::Freezer';
my %BEGIN   = (
    "$FREEZER\::JSON"   => ['{'],
    "$FREEZER\::Sereal" => ['='],
    "$FREEZER\::CBOR"   => [ map {chr} 0xa0 .. 0xbf, 0xd9 ],
);

# What the client takes, as it is.
my @OF_CLIENT = qw(user pass token nkey tls connect_timeout ping_interval max_pending max_attempts);

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# Construction

my @STATES = qw(
    _start _stop _child _parent beat check drained draining due end keep_again receipts settle settled
    shutdown soon wait_for_receipts
);

sub connect {
    my ($class, $url, %given) = @_;
    croak 'there is no secret over NATS: the server knows its users (user, pass, token, nkey)'
        if defined $given{secret};
    my $self = bless {
        %DEFAULT, %given,
        ikc   => $POE::Component::IKC::Responder::ikc,
        id    => $given{id} // own_id(),
        pid   => $$,
        realm => _realm($url, $given{realm}),
        url   => $url,
    }, $class;
    for my $number (keys %DEFAULT) {
        croak "$number must be a number above 0"
            if !($self->{$number} =~ /\A[0-9.]+\z/ and $self->{$number} > 0)
            and !($number eq 'drain' and $self->{$number} eq '0');
    }
    my @serializers = POE::Component::IKC::Serializers::offered($given{serializers});
    $self->{serializers} = [ grep { $BEGIN{$_} } @serializers ];
    croak 'none of the serializers may be used over NATS' if !@{ $self->{serializers} };
    $self->{thaw}     = $self->_thawers;
    $self->{in}       = {};
    $self->{names}    = POE::Component::IKC::Transport::NATS::Names->new($self->{realm});
    $self->{presence} = POE::Component::IKC::Transport::NATS::Presence->new($self);
    $self->{receipts} = POE::Component::IKC::Transport::NATS::Receipts->new($self);
    $self->{store}    = POE::Component::IKC::Transport::NATS::Store->new($self);
    POE::Session->create(object_states => [ $self => \@STATES ]);
    return $self;
}

# The kernels of one realm see each other, and no others.
sub _realm {
    my ($url, $given) = @_;
    my ($realm) = ($url->{path} // '') =~ m{\A/(.+)\z}s;
    return $realm // $given // 'main';
}

sub _start {
    my ($self) = @_;
    $self->{session} = $_[POE::Session::SESSION]->ID;
    _kernel()->alias_set($self->{alias} = "IKC NATS $self->{realm} $self->{session}");
    $self->{ikc}->register_local([ @{ $self->own_names }, $self->{id} ]);
    $self->_open_client;
    $self->_listen;
    $self->{ikc}->add_wire($self);
    _kernel()->delay(check => $self->{heartbeat} / 4);
    return;
}

# Relatives are no affair of it.
sub _stop   {return}
sub _child  {return}
sub _parent {return}

sub _open_client {
    my ($self) = @_;
    my $url    = $self->{url};
    my %client = map { $_ => $self->{$_} } grep { defined $self->{$_} } @OF_CLIENT;
    $client{user} //= $url->{user}     if defined $url->{user};
    $client{pass} //= $url->{password} if defined $url->{password};
    $client{tls}  //= 1                if $url->{scheme} eq 'natss';
    my $here = $url->{host} =~ /:/ ? "[$url->{host}]" : $url->{host} // '127.0.0.1';
    $self->{client} = POE::Component::Client::NATS->spawn(
        servers      => $self->{servers} || [ "nats://$here:" . ($url->{port} // 4222) ],
        name         => "$self->{name} ($self->{id})",
        inbox_prefix => $self->{names}->inbox($self->{id}),
        %client,
        events => {
            connected    => sub { $self->_is_connected(1) },
            reconnected  => sub { $self->_is_connected(0) },
            disconnected => sub { $self->_is_disconnected($_[1]) },
            error        => sub { $self->_error($_[1]) },
            closed       => sub { $self->_is_closed($_[1]) },
        },
    );
    return;
}

sub _listen {
    my ($self) = @_;
    my ($client, $names) = @$self{qw(client names)};
    $client->subscribe($names->for_kernel($self->{id}), callback => sub { $self->_got($_[0]) });
    $client->subscribe($names->for_presence, callback            => sub { $self->_heard($_[0]) });
    return;
}

# ---------------------------------------------------------------------------
# What is told of this kernel

sub own_name { return $_[0]{name} }

sub own_names {
    my ($self) = @_;
    return [ $self->{name}, list_of($self->{aliases}) ];
}
sub own_offers { return [ sort keys %{ $_[0]{offered} || {} } ] }

sub own_durable {
    return [ sort map { $_->name } grep { $_->{flow} } values %{ $_[0]{keepers} || {} } ];
}
sub session_id { return $_[0]{session} }
sub is_ours    { return 1 }

# By the Responder: the sessions whose messages are to be kept.
sub keep {
    my ($self, $session, $is_offer, $option) = @_;
    return if $self->{keepers}{$session};
    $self->{keepers}{$session} = POE::Component::IKC::Transport::NATS::Keeper->new(
        $self, $is_offer ? '+' : $self->{name},
        $session, $option
    );
    return;
}

sub unkeep {
    my ($self, $session) = @_;
    my $keeper = delete $self->{keepers}{$session} or return;
    $keeper->stop;
    return;
}

sub tell_of_keeping {
    my ($self) = @_;
    $self->{store}->note(@{ $self->own_durable });
    $self->_tell if $self->{client}->is_connected;
    return;
}

sub try_later {
    my ($self) = @_;
    _kernel()->call($self->{session}, 'soon');
    return;
}

sub soon { _kernel()->delay(keep_again => 1); return }

sub keep_again {
    my ($self) = @_;
    return if $self->{is_over} or !$self->{client}->is_connected;
    $_->begin for values %{ $self->{keepers} };
    return;
}

# Undef if nobody keeps the messages of that session.
sub store {
    return if !%{ $_[0]{store}{kept} };
    my ($self, $to, $message, %option) = @_;
    my $keeper = $self->{store}->keeper(@$to{qw(kernel session)}) // return;
    return $self->{store}->put($keeper, $to, $message, %option);
}

# By the Responder: the sessions of which one kernel gets each message. All who offer it are one queue group.
sub offers {
    my ($self, @sessions) = @_;
    return if $self->{is_draining} or $self->{is_over};
    my %wanted  = map { $_ => 1 } @sessions;
    my $offered = $self->{offered} ||= {};
    for my $name (grep { !$wanted{$_} } keys %$offered) {
        (delete $offered->{$name})->drain(callback => sub { });
    }
    for my $name (grep { !$offered->{$_} } sort keys %wanted) {
        $offered->{$name} = $self->{client}->subscribe(
            $self->{names}->for_service($name),
            queue    => $self->{names}->group($name),
            callback => sub { $self->_got($_[0]) },
        );
    }
    $self->_tell if $self->{client}->is_connected;
    return;
}

sub _tell {
    my ($self, %more) = @_;
    $self->{client}
        ->publish($self->{names}->presence($self->{id}), $self->{presence}->record(%more));
    return;
}

# ---------------------------------------------------------------------------
# The connection

# Whoever is there answers one that is new.
sub _is_connected {
    my ($self, $is_first) = @_;
    return $self->_leave_quietly if $self->{pid} != $$;
    $self->{payload_most} = $self->payload_most;
    $self->{presence}->renew(POE::XS::steady() - (delete $self->{away_since} // POE::XS::steady()));
    $self->_tell(who => 1);
    _kernel()->call($self->{session}, 'beat');
    $_->begin for values %{ $self->{keepers} || {} };
    $self->{store}->look_up;
    return if !$is_first;
    $self->{client}->flush(callback => sub { _kernel()->call($self->{session}, 'settle') });
    return;
}

# Those who are not busy have answered by then, and are known when the program is told.
sub settle {
    _kernel()->delay(settled => GRACE);
    return;
}

sub settled {
    my ($self) = @_;
    my $callback = delete $self->{on_connect};
    $callback->() if $callback and !$self->{is_over};
    return;
}

sub _is_disconnected {
    my ($self, $failure) = @_;
    $self->{away_since} = POE::XS::steady();
    $self->{ikc}->channel_error([ 'read', 0, "the NATS server is gone: $failure" ]);
    return;
}

sub _error {
    my ($self, $failure) = @_;
    my $text = "NATS: $failure";
    return $self->{on_error}->('connect', 0, $text) if $self->{on_error} and $self->{on_connect};
    $self->{ikc}->channel_error([ 'nats', 0, $text ]);
    return;
}

# For good: nobody will try again.
sub _is_closed {
    my ($self, $failure) = @_;
    $self->_error($failure) if $failure and !$self->{is_over};
    return $self->_end;
}

# ---------------------------------------------------------------------------
# Other kernels

sub _heard {
    my ($self, $message) = @_;
    my $sender = $self->{names}->sender($message->subject) // return;
    $self->{presence}->heard($sender, $message->payload);
    return;
}

# An answer to the newcomer alone comes before anything else that is sent to it.
sub kernel_came {
    my ($self, $id, $record) = @_;
    $self->{client}->publish($self->_subject($id, 'IKC', 'IKC:presence'), $self->{presence}->record)
        if $record->{who};
    my @peer = (rid => $id, aliases => $record->{names}, pid => $record->{pid}, channel => $self);
    my $held = $self->_release($id);
    return if !$self->{ikc}->peer_came(@peer);
    $self->{ikc}->peer_is_ready($id, $self);
    $self->_got($_) for @$held;
    return;
}

# A server's users are told apart by their IDs: two of one would get each other's messages.
sub has_double {
    my ($self) = @_;
    $self->{ikc}->channel_error([ 'nats', 0, "another kernel has the ID '$self->{id}', too" ]);
    return;
}

sub kernel_went {
    my ($self, $id) = @_;
    $self->{receipts}->forget($id);
    $self->{ikc}->peer_went($id, $self);
    return;
}

sub ask_whether_there {
    my ($self, $id, $answer) = @_;
    $self->{client}->request(
        $self->_subject($id, 'IKC', 'IKC:ping'),
        '',
        timeout  => 2,
        callback => sub {
            my ($message, $failure) = @_;
            return $answer->(1) if $message;
            return $answer->($failure->kind eq 'nobody' ? 0 : undef);
        });
    return;
}

# ---------------------------------------------------------------------------
# Sending

# Answers to itself, where it got what it sent to a service, go round, too.
sub _kernel_of {
    my ($self, $id) = @_;
    return $self->{presence}{kernels}{$id} if $id ne $self->{id};
    return $self->{own} ||= { freeze => $self->_common, subjects => {} };
}

# Each kernel has those that were used, by session and event.
sub _subject {
    my ($self, $id, $session, $event) = @_;
    my $kernel = $self->_kernel_of($id) || { subjects => {} };
    return $kernel->{subjects}{$session}{$event} //= do {
        ($kernel->{subjects}, $kernel->{count}) = ({}, 0)
            if ++$kernel->{count} > SUBJECTS_MOST;
        $self->{names}->to_kernel($id, $self->{id}, $session, $event);
    };
}

sub _service_subject {
    my ($self, $session, $event) = @_;
    my $services = $self->{services} ||= { subjects => {} };
    return $services->{subjects}{$session}{$event} //= do {
        ($services->{subjects}, $services->{count}) = ({}, 0)
            if ++$services->{count} > SUBJECTS_MOST;
        $self->{names}->to_service($session, $self->{id}, $event);
    };
}

# Where it goes is in the subject, and not in the message.
sub send {
    my ($self, $message, $rid) = @_;
    my $kernel = $self->{presence}{kernels}{$rid} || $self->_kernel_of($rid)
        or return $self->_not_sent($rid, 0, 'the kernel is not there');
    my $event = $message->{event};
    my $to    = ref $event ? $event : POE::Component::IKC::Specifier::_known($event);
    my ($session, $state) = @$to{qw(session state)};
    my $subject = $kernel->{subjects}{$session}{$state}
        // eval { $self->_subject($rid, $session, $state) } // return $self->_not_sent($rid, 0, $@);
    return $self->_put($subject, $message, $to->{args}, $kernel->{freeze}, $rid);
}

# To one of those who offer that session; the server chooses.
sub send_any {
    my ($self, $message, $session) = @_;
    return 0 if !$self->{offered}{$session} and !$self->{presence}->offering($session);
    my $event   = $message->{event};
    my $to      = ref $event ? $event : POE::Component::IKC::Specifier::_known($event);
    my $subject = eval { $self->_service_subject($session, $to->{state}) }
        // return $self->_not_sent(undef, 0, $@);
    return $self->_put($subject, $message, $to->{args}, $self->_common, undef);
}

# What every kernel can read.
sub _common_thaw { return $_[0]{thaw}{'{'} }

sub _common {
    return $_[0]{common}
        //= POE::Component::IKC::Serializers::find("$FREEZER\::JSON")->{freeze};
}

# The message is as it was when it has been written: it may be shared.
sub _put {
    my ($self, $subject, $message, $args, $freeze, $rid) = @_;
    my $receipts = $self->{receipts};
    return $self->_not_sent($rid, 0, 'too many messages are unconfirmed (max_unconfirmed)')
        if keys %{ $receipts->{open} } >= $self->{max_unconfirmed};
    my $event  = delete $message->{event};
    my $number = $message->{number} = ++$receipts->{last};
    $message->{args} = $args if defined $args;
    my $octets = eval { $freeze->($message) };
    delete @$message{qw(number args)};
    $message->{event} = $event;
    return $self->_not_sent($rid, 0, "a message cannot be sent: $@") if !defined $octets;
    my $most = $self->{payload_most} // $self->payload_most;
    return $self->_not_sent(
        $rid, 0,
        'a message of ' . length($octets) . " octets is too large for this wire, which takes $most"
    ) if length $octets > $most;
    $self->{client}->publish($subject, $octets)
        or return $self->_not_sent($rid, 0, $self->{client}->error);
    $receipts->sent($number, $rid, $event, $message->{ask});
    return 1;
}

sub payload_most { return $_[0]{client}->max_payload - ROOM }

sub _not_sent {
    my ($self, $rid, $number, $text) = @_;
    chomp $text;
    $self->{ikc}->channel_error([ 'send', $number, $text ], $rid);
    return 0;
}

# ---------------------------------------------------------------------------
# What comes

sub _thawers {
    my ($self) = @_;
    my %thaw;
    for my $name (grep { $BEGIN{$_} } @{ $self->{serializers} }, "$FREEZER\::JSON") {
        my $serializer = POE::Component::IKC::Serializers::find($name, told => 1);
        $thaw{$_} = $serializer->{thaw} for @{ $BEGIN{$name} };
    }
    return \%thaw;
}

# Sender, session and event: the server can vouch for what is in the subject.
sub _address {
    my ($self, $subject) = @_;
    my $in = $self->{in};
    return $in->{$subject} //= do {
        %$in = () if keys %$in > SUBJECTS_MOST;
        $self->{names}->read($subject) || 0;
    };
}

# What the transport says to itself, by its event.
my %OWN = (
    'IKC:presence' =>
        sub { my ($self, $from, $message) = @_; $self->{presence}->heard($from, $message->payload) }
    ,
    'IKC:ping'     => sub { my ($self, $from, $message) = @_; $message->respond('') },
    'IKC:receipts' => sub {
        my ($self, $from, $message) = @_;
        $self->{receipts}->confirmed($from, $message->payload);
    },
);

sub _got {
    my ($self, $message) = @_;
    return $self->_leave_quietly if $self->{pid} != $$;
    my ($subject, $payload) = @$message[ SUBJECT, PAYLOAD ];
    my ($from, $session, $event)
        = @{ $self->{in}{$subject} // $self->_address($subject) || return };
    if ($session eq 'IKC' and my $own = $OWN{$event}) { return $own->($self, $from, $message) }
    my $thaw = $self->{thaw}{ substr $payload, 0, 1 };
    my $data = $thaw && eval { $thaw->($payload) };
    return $self->_cannot_read($from, $@) if ref $data ne 'HASH';
    my $number = delete $data->{number};

    if (!$self->{presence}{kernels}{$from} and !$self->_kernel_of($from)) {
        return $self->_hold($from, $message) if defined $number;
        return $self->_got_from_guest($data, $message, $from, $session, $event);
    }
    my $to = $data->{event} = { kernel => $self->{id}, session => $session, state => $event };

    if (defined $data->{args}) {
        my $args = delete $data->{args};
        $to->{args} = $args if !ref $args;
    }
    $data->{from}{kernel} = $from if ref $data->{from} eq 'HASH';
    $self->{ikc}->received($data, $from, $self);
    $self->{receipts}->came($from, $number) if defined $number;
    return;
}

sub _cannot_read {
    my ($self, $from, $why) = @_;
    my $text = 'a message cannot be read: ' . ($why || 'it is none');
    return $self->{ikc}->channel_error([ 'read', EPROTO, $text ], $from);
}

# A service gets messages as soon as it is offered. One of a kernel that has not told of itself yet waits until it has.
sub _hold {
    my ($self, $from, $message) = @_;
    return if ($self->{held_count} // 0) >= HELD_MOST;
    $self->{held_count}++;
    push @{ $self->{held}{$from}{messages} }, $message;
    $self->{held}{$from}{since} //= POE::XS::steady();
    return;
}

sub _release {
    my ($self, $id) = @_;
    my $held = delete $self->{held}{$id} or return [];
    $self->{held_count} -= @{ $held->{messages} };
    return $held->{messages};
}

# Whoever sent them has been told by then that they may be lost.
sub _forget_held {
    my ($self) = @_;
    my $held   = $self->{held} or return;
    my $old    = POE::XS::steady() - $self->{lost_after};
    $self->_release($_) for grep { $held->{$_}{since} < $old } keys %$held;
    return;
}

# Of a program that is no kernel: what it asks is answered where it asked to.
sub _got_from_guest {
    my ($self, $data, $message, $from, $session, $event) = @_;
    my $guest   = POE::Component::IKC::Transport::NATS::Guest->new($self, $message->reply);
    my %message = (
        params => $data->{params},
        event  => { kernel => $self->{id}, session => $session, state => $event });
    $message{ask} = 1 if length $message->reply;
    return            if $session eq 'IKC' and $event ne 'ping';
    return $self->{ikc}->received(\%message, "guest $from", $guest);
}

# ---------------------------------------------------------------------------
# Time

sub beat {
    my ($self) = @_;
    return                       if $self->{is_over};
    return $self->_leave_quietly if $self->{pid} != $$;
    _kernel()->delay(beat => $self->{heartbeat});
    $self->_tell if $self->{client}->is_connected;
    return;
}

sub check {
    my ($self) = @_;
    return                       if $self->{is_over};
    return $self->_leave_quietly if $self->{pid} != $$;
    _kernel()->delay(check => $self->{heartbeat} / 4);
    return if !$self->{client}->is_connected;
    $self->{presence}->check;
    $self->{receipts}->check;
    $self->_forget_held;
    $_->go_on for values %{ $self->{keepers} || {} };
    return;
}

sub wake_for_receipts {
    my ($self, $seconds) = @_;
    _kernel()->call($self->{session}, 'due', $seconds);
    return;
}

sub due {
    my ($self, $seconds) = @_[ POE::Session::OBJECT, POE::Session::ARG0 ];
    _kernel()->delay(receipts => $seconds);
    return;
}

sub receipts {
    my ($self) = @_;
    $self->{receipts}->put_out if !$self->{is_over};
    return;
}

# ---------------------------------------------------------------------------
# The end

sub leave { return $_[0]->shutdown }

# One kernel of many: it may come back at its next beat, if it still is there.
sub close {
    my ($self, $rid) = @_;
    return $self->shutdown if !defined $rid;
    $self->{presence}->gone($rid);
    return;
}

# What is offered is withdrawn, and what has come is answered.
sub shutdown {
    my ($self) = @_;
    return                       if $self->{is_over} or $self->{is_leaving}++;
    return $self->_leave_quietly if $self->{pid} != $$;
    $self->{is_draining} = 1;
    $self->_withdraw;
    _kernel()->call($self->{session}, 'draining');
    return $self->is_drained;
}

sub draining {
    my ($self) = @_;
    _kernel()->delay(drained => $self->{drain});
    return;
}

# The server shares out to others at once; it has said so when all is here that it gave to this one.
sub _withdraw {
    my ($self)  = @_;
    my $offered = delete $self->{offered} || {};
    my $client  = $self->{client};
    $_->stop for values %{ $self->{keepers} || {} };
    return if !$client->is_connected;
    $self->{withdrawing} = keys %$offered;
    for my $name (sort keys %$offered) {
        $offered->{$name}->drain(callback => sub { $self->{withdrawing}--; $self->is_drained });
    }
    $self->_tell;
    return;
}

# Called when the last question is answered, too.
sub is_drained {
    my ($self) = @_;
    return if $self->{withdrawing} or $self->{answering};
    return _kernel()->call($self->{session}, 'drained');
}

# What was sent leaves first, and whoever got it is given a moment to say so.
sub drained {
    my ($self) = @_;
    return if $self->{is_over} or $self->{patience};
    _kernel()->delay('drained');
    $self->{patience} = POE::XS::steady() + PATIENCE;
    $self->{receipts}->put_out;
    return _kernel()->call($self->{session}, 'wait_for_receipts');
}

sub wait_for_receipts {
    my ($self) = @_;
    return if $self->{is_over};
    my $is_waiting = ($self->{receipts}->count || $self->{store}->count)
        && POE::XS::steady() < $self->{patience};
    return _kernel()->delay(wait_for_receipts => 0.02)
        if $is_waiting
        and $self->{client}->is_connected
        and $self->{pid} == $$;
    return $self->_farewell;
}

sub _farewell {
    my ($self) = @_;
    my $client = $self->{client};
    $self->{is_over} = 1;
    return $self->_end if $self->{pid} != $$;
    $_->stop for values %{ $self->{keepers} || {} };
    $self->{receipts}->give_up;
    $self->_tell(leaving => 1);
    $client->drain(callback => sub { $client->close });
    return $self->_end;
}

# The connection is the parent's: nothing is said over it.
sub _leave_quietly {
    my ($self) = @_;
    $self->{is_over} = 1;
    return $self->_end;
}

sub _end {
    my ($self) = @_;
    $self->{is_over} = 1;
    delete $self->{is_draining};
    return if $self->{has_ended}++;
    $self->{ikc}->remove_wire($self);
    $self->{presence}->gone($_) for sort keys %{ $self->{presence}{kernels} };
    _kernel()->call($self->{session}, 'end');
    return;
}

sub end {
    my ($self) = @_;
    _kernel()->alarm_remove_all;
    _kernel()->alias_remove($self->{alias});
    return;
}

1;
