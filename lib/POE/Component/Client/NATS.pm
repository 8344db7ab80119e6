package POE::Component::Client::NATS;

# A client of NATS. This is what programs call, from within any session; the session of the connection
# is POE::Component::Client::NATS::Link.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp         qw(croak);
use Scalar::Util qw(blessed weaken);

use POE::Filter::NATS ();
use POE::Kernel       ();
use POE::Component::Client::NATS::Answer;
use POE::Component::Client::NATS::Failure;
use POE::Component::Client::NATS::Link;
use POE::Component::Client::NATS::Message;
use POE::Component::Client::NATS::Output;
use POE::Component::Client::NATS::Pool;
use POE::Component::Client::NATS::Requests;
use POE::Component::Client::NATS::Subscription;
use POE::Component::Client::NATS::Timer;

my $filter = POE::Filter::NATS->new;

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# Construction

my $MEBI = 1024 * 1024;

# Parameters and what they are without being given.
my %parameter = (
    alias           => undef, name => undef, user        => undef, pass => undef, token => undef,
    nkey            => undef, echo => 1, connect_timeout => 2,
    request_timeout => 30, close_timeout       => 5, ping_interval         => 20, max_pings => 2,
    max_pending     => 8 * $MEBI, max_incoming => 64 * $MEBI, max_attempts => undef,
    retry_authorization => 0, reconnect        => 1, inbox_prefix          => '_INBOX',
);
my @pool_parameters = qw(in_order ignore_discovered wait_first wait_most);
my %event = map { $_ => 1 } qw(connected disconnected reconnected error lost lame_duck closed);

sub spawn {
    my ($class, @given) = @_;
    croak "$class->spawn needs pairs of parameters" if @given & 1;
    my %given   = @given;
    my $servers = delete $given{servers} // $ENV{NATS_URL} // 'nats://127.0.0.1:4222';
    my %pool    = map { $_ => delete $given{$_} } grep { exists $given{$_} } @pool_parameters;
    my ($tls, $events) = delete @given{qw(tls events)};
    my ($unknown) = grep { !exists $parameter{$_} } sort keys %given;
    croak "$class->spawn: there is no parameter '$unknown'" if defined $unknown;
    my @servers = ref $servers ? @$servers : split /[\s,]+/, $servers;
    croak "$class->spawn needs at least one server" if !@servers;
    my $self = bless { %parameter, %given }, $class;
    $self->{pool} = POE::Component::Client::NATS::Pool->new(servers => \@servers, %pool);
    $self->_set_up_tls($tls);
    $self->_begin($events || {});
    return $self;
}

sub _set_up_tls {
    my ($self, $tls) = @_;
    $self->{tls_always} = $tls ? 1 : 0;
    return if !$tls and !grep { $_->{tls} } @{ $self->{pool}{servers} };
    require POE::Driver::TLS;
    my $context = $tls || {};
    croak 'tls must be 1, a hash reference or a POE::Driver::TLS::Context'
        if ref $context
        and ref $context ne 'HASH'
        and !blessed $context;
    $context = POE::Driver::TLS::Context->new(ref $context ? %$context : ()) if !blessed $context;
    $self->{tls} = { context => $context, seconds => $self->{connect_timeout} };
    return;
}

sub _begin {
    my ($self, $events) = @_;
    $self->{process} = $$;
    @$self{qw(phase subscriptions records sids statistics max_payload)}
        = ('waiting', {}, [], 0, {}, $MEBI);
    $self->{output} = POE::Component::Client::NATS::Output->new;
    $self->_note_events($events);
    $self->{session_id} = POE::Component::Client::NATS::Link::create($self);
    $self->{timer}      = POE::Component::Client::NATS::Timer->new($self->{session_id});
    $self->{requests}   = POE::Component::Client::NATS::Requests->new($self);
    return;
}

# ---------------------------------------------------------------------------
# Events of the connection, for the session that made the client

sub _note_events {
    my ($self, $events) = @_;
    my ($unknown) = grep { !$event{$_} } sort keys %$events;
    croak "there is no event '$unknown'" if defined $unknown;
    $self->{events} = {%$events};
    return if !grep { !ref } values %$events;
    $self->{owner} = POE::Component::Client::NATS::Answer::session_id();
    _kernel()->refcount_increment($self->{owner}, POE::Component::Client::NATS::Answer::TAG);
    return;
}

sub _tell {
    my ($self, $name, @what) = @_;
    my $event = $self->{events}{$name} // return;
    if   (ref $event) { $event->($self, @what) }
    else              { _kernel()->post($self->{owner}, $event, $self, @what) }
    return;
}

sub _failure {
    my ($kind, $text, %more) = @_;
    return POE::Component::Client::NATS::Failure->new($kind, $text, %more);
}

# ---------------------------------------------------------------------------
# What programs ask

sub is_connected { return $_[0]{phase} eq 'up' }
sub is_closed    { return $_[0]{phase} eq 'closed' }
sub max_payload  { return $_[0]{max_payload} }
sub server       { return $_[0]{server} ? $_[0]{server}{name} : undef }
sub server_info  { return $_[0]{info} }
sub session_id   { return $_[0]{session_id} }
sub error        { return $_[0]{error} }

sub statistics {
    my ($self) = @_;
    my $output = $self->{output};
    return {
        in_messages => $self->{in_messages} // 0, in_octets => 0, out_octets => 0, reconnects => 0,
        %{ $self->{statistics} },
        out_messages   => $output->{taken},
        unconfirmed    => $output->{handed} - $output->{confirmed},
        pending_octets => $output->{octets},
        subscriptions  => scalar keys %{ $self->{subscriptions} },
        requests       => scalar keys %{ $self->{requests}{open} },
    };
}

my @letters = ('A' .. 'Z', 'a' .. 'z', 0 .. 9);

# A subject for answers that nobody guesses.
sub new_inbox {
    my ($self) = @_;
    my $bytes = '';
    if (open my $in, '<:raw', '/dev/urandom') { read $in, $bytes, 22 }
    $bytes .= chr rand 256 while length $bytes < 22;
    return join '', "$self->{inbox_prefix}.", map { $letters[ $_ % @letters ] } unpack 'C*', $bytes;
}

# ---------------------------------------------------------------------------
# Publishing

sub publish {
    return $_[0]->_take($_[1], undef, undef, $_[2]) ? 1 : 0 if @_ == 3;
    my ($self, $subject, $payload, %option) = @_;
    return $self->_publish_and_ask($subject, $payload, %option) if delete $option{track};
    return $self->_take($subject, $option{reply}, $option{headers}, $payload) ? 1 : 0;
}

# Answered when the server has it for certain.
sub _publish_and_ask {
    my ($self, $subject, $payload, %option) = @_;
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    my $number = $self->_take($subject, $option{reply}, $option{headers}, $payload);
    if   ($number) { $self->{output}->track($number, $answer) }
    else           { $answer->(undef, $self->{error}) }
    return $returned;
}

# The message's number; 0 if it is refused, and why is in `error`.
sub _take {
    my $self = shift;
    $self->_notice_fork if !$self->{is_awake} and $$ != $self->{process};
    my $output = $self->{output};
    return $self->_refuse(closed => 'the client is closed') if $self->{is_closing};
    return $self->_refuse(full   => "more than $self->{max_pending} octets wait to be sent")
        if $output->{octets} >= $self->{max_pending};
    my ($number, $size) = $output->publish($self->{max_payload}, @_);
    return $self->_refuse(
        too_large => "the message has $size octets, the server takes $self->{max_payload}")
        if !$number;
    $self->_wake if !$self->{is_awake};
    return $number;
}

sub _refuse {
    my ($self, $kind, $text) = @_;
    $self->{error} = _failure($kind, $text);
    return 0;
}

sub _wake {
    my ($self) = @_;
    return if $self->{is_awake} or $self->{phase} ne 'up';
    $self->{is_awake} = 1;
    _kernel()->post($self->{session_id}, 'nats_output');
    return;
}

# ---------------------------------------------------------------------------
# Subscriptions

my %subscribe_option = map { $_ => 1 } qw(event callback context queue max on_error);

sub subscribe {
    my ($self, $subject, %option) = @_;
    my ($unknown) = grep { !$subscribe_option{$_} } sort keys %option;
    croak "subscribe: there is no option '$unknown'" if defined $unknown;
    croak 'subscribe needs an event or a callback'
        if !defined $option{event} and !$option{callback};
    croak 'subscribe: the client is closed' if $self->{is_closing};
    my $sid    = $self->{sids} + 1;
    my $octets = $filter->put([ [ 'SUB', $subject, $sid, $option{queue} ] ])->[0];
    $self->{sids} = $sid;
    my $subscription
        = POE::Component::Client::NATS::Subscription->new($self, $sid, $subject, %option);
    $self->{subscriptions}{$sid} = $subscription;
    $octets .= "UNSUB $sid $option{max}\r\n" if defined $option{max};
    $self->_control($octets);
    return $subscription;
}

sub _control {
    my ($self, $octets) = @_;
    return if $self->{phase} ne 'up';
    $self->{output}->control($octets);
    $self->_wake;
    return;
}

sub _subscribe_to_answers {
    my ($self) = @_;
    return if $self->{answers};
    weaken(my $weak = $self);
    $self->{answers} = $self->subscribe(
        $self->{requests}->inbox . '.*',
        callback => sub { $weak->{requests}->got_answer($weak, $_[0]) });
    return;
}

sub _forget {
    my ($self, $subscription) = @_;
    delete $self->{subscriptions}{ $subscription->sid };
    $subscription->_end;
    return;
}

sub _unsubscribe {
    my ($self, $subscription, $max) = @_;
    my $sid = $subscription->sid;
    if (defined $max and $max > $subscription->delivered) {
        $subscription->[ POE::Component::Client::NATS::Subscription::MAX() ] = $max;
        $self->_control("UNSUB $sid $max\r\n");
        return 1;
    }
    $self->_control("UNSUB $sid\r\n");
    $self->_forget($subscription);
    return 1;
}

sub _drain_subscription {
    my ($self, $subscription, $answer) = @_;
    if ($self->{phase} ne 'up') {
        $self->_forget($subscription) if $subscription->is_active;
        return $answer->(1);
    }
    $subscription->[ POE::Component::Client::NATS::Subscription::MAX() ] //= 9**9**9;
    my $sid = $subscription->sid;
    $self->{output}->control(
        "UNSUB $sid\r\nPING\r\n",
        sub {
            $self->_forget($subscription) if $subscription->is_active;
            $answer->(@_);
        });
    $self->_wake;
    return;
}

# ---------------------------------------------------------------------------
# Questions

sub request {
    my ($self, $subject, $payload, %option) = @_;
    my $timeout = delete $option{timeout} // $self->{request_timeout};
    my $headers = delete $option{headers};
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    my ($unknown) = sort keys %option;
    croak "request: there is no option '$unknown'" if defined $unknown;
    my $id = $self->{requests}->begin($self, $answer, [ $subject, $payload, $headers ], $timeout);
    $returned->on_cancel(sub { $self->{requests}->forget($id) }) if ref $returned and defined $id;
    return $returned;
}

sub jetstream {
    my ($self, %option) = @_;
    require POE::Component::Client::NATS::JetStream;
    return POE::Component::Client::NATS::JetStream->new($self, %option);
}

# ---------------------------------------------------------------------------
# Waiting for what was sent

sub flush {
    my ($self, %option) = @_;
    my $timeout = delete $option{timeout} // $self->{request_timeout};
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    $self->_flush($timeout, $answer);
    return $returned;
}

# The answer comes once: with the PONG, the limit of time, or the connection's end.
sub _flush {
    my ($self, $timeout, $answer) = @_;
    return $answer->(undef, _failure(closed => 'the client is closed'))
        if $self->{phase} eq 'closed';
    my $is_over;
    my $code = sub { $answer->(@_) if !$is_over++ };
    if   ($self->{phase} eq 'up') { $self->{output}->ping($code) }
    else                          { push @{ $self->{flushes} }, $code }
    $self->_wake;
    $self->{timer}->add(
        $timeout,
        sub { $code->(undef, _failure(timeout => "the server did not answer within $timeout s")) });
    return;
}

# ---------------------------------------------------------------------------
# What the connection's session tells

sub _is_up {
    my ($self) = @_;
    my $octets = '';
    for my $subscription (sort { $a->sid <=> $b->sid } values %{ $self->{subscriptions} }) {
        $octets .= $self->_again($subscription);
    }
    POE::Component::Client::NATS::Link::write_now($self, $octets) if length $octets;
    $self->_drop_larger;
    $self->{output}->ping($_) for splice @{ $self->{flushes} || [] };
    $self->{statistics}{reconnects}++ if $self->{was_up};
    $self->_tell($self->{was_up}++ ? 'reconnected' : 'connected', $self->{info});
    $_->() for values %{ $self->{followers} || {} };
    $self->_wake;
    return;
}

# A number of messages counts from the beginning of a subscription, and this is another one for the server.
sub _again {
    my ($self, $subscription) = @_;
    my ($sid, $max)           = (
        $subscription->sid,
        $subscription->[ POE::Component::Client::NATS::Subscription::MAX() ]);
    my $octets
        = $filter->put([ [ 'SUB', $subscription->subject, $sid, $subscription->queue ] ])->[0];
    my $left = defined $max ? $max - $subscription->delivered : undef;
    $octets .= "UNSUB $sid $left\r\n" if defined $left and $left < 9**15;
    return $octets;
}

sub _drop_larger {
    my ($self) = @_;
    my @dropped = $self->{output}->drop_larger($self->{max_payload}) or return;
    my $failure
        = _failure(too_large => "the server takes no more than $self->{max_payload} octets");
    my @tracked = $self->{output}->forget(@dropped);
    my $count = @dropped - @tracked - $self->{requests}->give_up_numbers($self, $failure, @dropped);
    $_->(undef, $failure) for @tracked;
    $self->_tell(lost => { refused => $count, unknown => 0, unsent => 0 }, $failure) if $count;
    return;
}

sub _has_lost {
    my ($self, $failure, $phase) = @_;
    my $handed = $self->{output}{handed};
    my ($unknown, $tracked, $asked) = $self->{output}->cut;
    my $cut = _failure(
        unknown => "the connection ended before the server answered: $failure",
        cause   => $failure
    );
    $self->_tell($phase eq 'up' ? 'disconnected' : 'error', $failure);
    $self->_tell(lost => { unknown => $unknown, unsent => 0, refused => 0 }, $failure) if $unknown;
    $_->(undef, $cut) for @$tracked, @$asked;
    $self->{requests}->cut($self, $handed, $failure);
    return                       if $self->{phase} eq 'closed';
    return $self->_end(undef)    if $self->{is_closing};
    return $self->_end($failure) if !$self->_may_go_on($failure, $phase);
    return;
}

# The same login refused twice by the same server will be refused for ever, mostly.
sub _may_go_on {
    my ($self, $failure, $phase) = @_;
    return 0 if !$self->{reconnect}           and $phase eq 'up';
    return 0 if defined $self->{max_attempts} and $self->{pool}->tries >= $self->{max_attempts};
    return 1 if $failure->kind ne 'authorization' or $self->{retry_authorization};
    return ++$self->{server}{refused} < 2;
}

my $subject_in = qr/"([^"]*)"/;

# What the parent had taken or asked is the parent's; subscriptions are this process's, too.
sub _notice_fork {
    my ($self) = @_;
    return if $$ == $self->{process};
    $self->{process} = $$;
    my $failure = _failure(forked => 'this process was forked from the one that asked');
    my ($output, $requests) = @$self{qw(output requests)};
    $self->_forget(delete $self->{answers}) if $self->{answers};
    $self->{output}   = POE::Component::Client::NATS::Output->new;
    $self->{requests} = POE::Component::Client::NATS::Requests->new($self);
    my (undef, $tracked, $asked) = $output->cut;
    my ($unsent, $waiting) = $output->discard;
    $self->_tell(lost => { unsent => $unsent, unknown => 0, refused => 0 }, $failure) if $unsent;
    $_->(undef, $failure) for @$tracked, @$asked, @$waiting, splice @{ $self->{flushes} || [] };
    $requests->end($self, $failure);
    $self->_inside(sub {
        POE::Component::Client::NATS::Link::lose(
            $self,
            forked => 'the connection belongs to another process'
        );
    });
    return;
}

# Complaints that are of one operation and leave the connection.
sub _is_refused {
    my ($self, $kind, $text) = @_;
    my ($subject) = $text =~ $subject_in;
    my $failure = _failure($kind, $text, subject => $subject);
    if ($text =~ /\bsubscription\b/i and defined $subject) {
        for my $refused (grep { $_->subject eq $subject } values %{ $self->{subscriptions} }) {
            my $tell = $refused->[ POE::Component::Client::NATS::Subscription::ON_ERROR() ];
            $self->_forget($refused);
            delete $self->{answers}     if $self->{answers} and $self->{answers} == $refused;
            $tell->($failure, $refused) if $tell;
        }
    } elsif (defined $subject) {
        $self->{requests}->refuse($self, $subject, $failure);
    }
    return $self->_tell(error => $failure);
}

# The server will end soon: what was said to it is heard out, then another one is looked for.
sub _must_leave {
    my ($self) = @_;
    $self->_tell(lame_duck => $self->{info});
    return if $self->{pool}->count < 2 or $self->{is_leaving}++;
    $self->_flush(
        $self->{connect_timeout},
        sub {
            delete $self->{is_leaving};
            POE::Component::Client::NATS::Link::lose(
                $self,
                lame_duck => 'the server is about to end'
            ) if $self->{phase} eq 'up' and $self->{info}{ldm};
        });
    return;
}

# ---------------------------------------------------------------------------
# The end

# What was taken is written and waited for, within the time.
sub close {
    my ($self, %option) = @_;
    my $timeout = delete $option{timeout} // $self->{close_timeout};
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    $self->_close($timeout, $answer);
    return $returned;
}

sub _close {
    my ($self, $timeout, $answer) = @_;
    return $answer->(1) if $self->{phase} eq 'closed';
    push @{ $self->{closers} }, $answer;
    return                                     if $self->{is_closing}++;
    return $self->_inside(sub { $self->_end }) if $self->{phase} ne 'up';
    return $self->_flush(
        $timeout,
        sub {
            $self->_inside(sub { $self->_end });
        });
}

# Whatever subscriptions have got is delivered first.
sub drain {
    my ($self, %option) = @_;
    my $timeout = delete $option{timeout} // $self->{request_timeout};
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    my $is_over;
    my $close = sub { $self->_close($timeout, $answer) if !$is_over++ };
    my @open
        = grep { !$self->{answers} or $_ != $self->{answers} } values %{ $self->{subscriptions} };
    my $count = @open or return $close->() // $returned;
    $self->_drain_subscription($_, sub { $close->() if !--$count }) for @open;
    $self->{timer}->add($timeout, $close);
    return $returned;
}

# Alarms and selects are of the session that sets them.
sub _inside {
    my ($self, $code) = @_;
    _kernel()->call($self->{session_id}, nats_do => $code);
    return;
}

sub _end {
    my ($self, $failure) = @_;
    return if $self->{phase} eq 'closed';
    POE::Component::Client::NATS::Link::drop($self);
    @$self{qw(phase is_closing)} = ('closed', 1);
    my $closed = $failure // _failure(closed => 'the client was closed');
    my ($unknown, $tracked, $asked) = $self->{output}->cut;
    my ($unsent, $waiting) = $self->{output}->discard;
    $_->(undef, $closed) for @$tracked, @$waiting, @$asked, splice @{ $self->{flushes} || [] };
    $self->{requests}->end($self, $closed);
    $_->stop for values %{ $self->{flows} || {} };
    $self->_forget($_) for values %{ $self->{subscriptions} };
    $self->_tell(lost => { unknown => $unknown, unsent => $unsent, refused => 0 }, $closed)
        if $unknown or $unsent;
    $self->_tell(closed => $failure);
    $self->_let_go;
    return;
}

sub _let_go {
    my ($self) = @_;
    $self->{timer}->clear;
    _kernel()->alias_remove($self->{alias}) if defined $self->{alias};
    _kernel()->refcount_decrement($self->{owner}, POE::Component::Client::NATS::Answer::TAG)
        if defined $self->{owner};
    delete @$self{qw(owner answers)};
    $_->(1) for splice @{ $self->{closers} || [] };
    return;
}

1;
