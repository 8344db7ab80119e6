package POE::Component::IKC::Responder::Delivery;

# Part of the Responder: what to do with a message that has come. Nothing in it can be trusted.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Component::IKC::Responder::Thunk ();
use POE::Component::IKC::Specifier        qw(specifier_name);
use POE::Kernel                           ();
use POE::Session                          ();
use POE::Component::IKC::Util             qw(own_id);

use constant { PROXY => 'IKC:proxy', MAX_TEXT => 2048 };

sub _kernel { return $POE::Kernel::poe_kernel }

# What peers say to the Responder itself.
my %OWN = (
    do_you_have  => sub { return $_[0]->do_you_have($_[1]{params}) },
    ping         => sub { return 'PONG' },
    remote_error => sub { $_[0]->remote_error($_[1]{params}); return },
    'IKC:answer' => sub { $_[0]->_answered(@_[ 1, 2 ]);       return },
    'IKC:beat'   => sub { $_[3]->beat($_[1]{params});         return },
    'IKC:offers' => sub { $_[0]->_offered(@_[ 1, 2 ]);        return },
    'IKC:listen' => sub { $_[0]->_wants_to_hear(@_[ 1, 2 ]);  return },
    'IKC:said'   => sub { $_[0]->_said(@_[ 1, 2 ]);           return },
);

# What only questions are answered with.
my %ASKED = ('IKC:sessions' => sub { return $_[0]->_sessions });

sub _event_request {
    my ($self, @message) = @_[ POE::Session::OBJECT, POE::Session::ARG0 .. POE::Session::ARG2 ];
    return $self->received(@message);
}

sub received {
    my ($self, $message, $rid, $channel) = @_;
    my $event = $message->{event};
    my $to = ref $event ? _checked($event) : POE::Component::IKC::Specifier::_known($event // '');
    return $channel->bad_input('the peer wants to be shown a secret (secret)')
        if !$to and $message->{auth};
    return $self->_fail(
        $message, $rid, $channel, 'request',
        "Session '' is not available for remote kernels."
    ) if !$to;
    my ($session, $state) = @$to{qw(session state)};
    return if $session eq 'IKC' and $self->_for_itself($message, $state, $rid, $channel);
    my $params = $message->{params};
    my $args;
    if ($state eq PROXY) {
        ($state, $args) = _proxied($params);
        return $self->_fail($message, $rid, $channel, 'request', 'What is proxied has no event.')
            if !defined $state;
    } elsif (defined $message->{ask}) {
        $args = ref $params eq 'ARRAY' ? $params : [$params];
    } else {
        $args = defined $to->{args} ? [ $params, $to->{args} ] : [$params];
    }
    if ((!%{ $self->{allowed} } or !$self->_is_allowed("$session/$state"))
        and !($self->{published}{$session} and $self->{published}{$session}{$state}))
    {
        return $self->_fail($message, $rid, $channel, 'check', $self->_refusal($session, $state));
    }
    my $target = $POE::Kernel::poe_kernel->alias_resolve($session)
        or return $self->_fail($message, $rid, $channel, 'resolve', "Unknown session '$session'.");
    return POE::Component::IKC::Responder::Thunk::deliver(
        $self, $message, $rid, $target, $state,
        $args
    ) if !$message->{rsvp} and !defined $message->{ask};
    return $self->_invoke($message, $rid, $channel, $target, $session, $state, $args);
}

sub _for_itself {
    my ($self, $message, $state, $rid, $channel) = @_;
    my $is_asked = defined $message->{ask};
    my $own      = $OWN{$state} || $is_asked && $ASKED{$state}
        or return $self->_receipt($message, $state, $rid)
        || $self->_replied($message, $state, $rid);
    my $value = $own->($self, $message, $rid, $channel);
    return $self->_reply($message, $rid, $channel, 'ok', $value) || 1 if $is_asked;
    $self->_answer($message, $rid, $channel, 'IKC', 0, $value);
    return 1;
}

# A hash of plain texts; undef if it is none.
sub _checked {
    my ($event) = @_;
    return if ref $event ne 'HASH';
    for my $part (qw(kernel session state)) {
        return if ref $event->{$part};
        $event->{$part} //= '';
    }
    return if ref $event->{args} or $event->{session} eq '' or $event->{state} eq '';
    return $event;
}

sub _proxied {
    my ($params) = @_;
    return if ref $params ne 'ARRAY' or !defined $params->[0] or ref $params->[0];
    return ($params->[0], ref $params->[1] eq 'ARRAY' ? $params->[1] : []);
}

# An answer that was asked for comes once.
sub _is_allowed {
    my ($self, $key) = @_;
    return                        if !$self->{allowed}{$key};
    delete $self->{allowed}{$key} if !--$self->{allowed}{$key};
    return 1;
}

# ---------------------------------------------------------------------------
# The handler

sub _invoke {
    my ($self, $message, $rid, $channel, $target, $session, $state, $args) = @_;
    my $thunk = POE::Component::IKC::Responder::Thunk::get($self, $message->{from}, $rid);
    return $thunk->ask($message, $channel, $target, $state, $args) if defined $message->{ask};
    my $is_list = $message->{wantarray} ? 1 : 0;
    my @result
        = $is_list
        ? $thunk->call($target, $state, $args)
        : scalar $thunk->call($target, $state, $args);
    if (@result == 1 and ref $result[0] and $thunk->is_future($result[0])) {
        my $later = sub {
            my ($future) = @_;
            return $self->_fail_later($message, $rid, $channel, $future->failure)
                if !$future->is_done;
            my @values = $future->result;
            $self->_answer(
                $message, $rid, $channel, $session, $is_list,
                $is_list ? @values : $values[0]);
        };
        $thunk->wait_for($result[0], $later);
    } else {
        $self->_answer($message, $rid, $channel, $session, $is_list, @result);
    }
    $thunk->release;
    return;
}

sub _fail_later {
    my ($self, $message, $rid, $channel, $text) = @_;
    $text //= 'cancelled';
    chomp $text;
    return $self->_fail($message, $rid, $channel, 'invocation', $text);
}

# Nothing is no answer.
sub _answer {
    my ($self, $message, $rid, $channel, $session, $is_list, @values) = @_;
    my $rsvp = $message->{rsvp} or return;
    return if !@values or !$is_list and !defined $values[0];
    my %answer = (
        event  => $rsvp,
        params => $is_list ? \@values : $values[0],
        from   => { kernel => own_id(), session => $session, state => PROXY },
    );
    $channel->send(\%answer, $rid);
    return;
}

# ---------------------------------------------------------------------------
# Requests that fail

sub _fail {
    my ($self, $message, $rid, $channel, $when, $text) = @_;
    return $self->_refuse_question($message, $rid, $channel, $when, $text)
        if defined $message->{ask};
    my $kernel = _kernel_in($message->{event});
    $text .= "  Request " . _name($message->{event});
    $text .= ' sent by ' . _name($message->{from}) if $message->{from};
    substr($text, MAX_TEXT) = '...' if length $text > MAX_TEXT;
    $self->_local_error($kernel, $when, $text);
    return if $message->{is_error};
    my %notice = (
        event    => { kernel => $rid, session => 'IKC', state => 'remote_error' },
        is_error => 1,
        params   => [ $text, $kernel, $when ],
    );
    $channel->send(\%notice, $rid);
    return;
}

sub _kernel_in {
    my ($event) = @_;
    my $to = ref $event ? _checked($event) : POE::Component::IKC::Specifier::_known($event // '');
    return $to && length $to->{kernel} ? substr $to->{kernel}, 0, MAX_TEXT : own_id();
}

sub _name {
    my ($spec) = @_;
    return 'poe:' if !defined $spec;
    return ref $spec eq 'HASH' && !grep({ref} values %$spec) ? specifier_name($spec) : "$spec";
}

1;
