package POE::Component::IKC::Responder::Questions;

# Part of the Responder: questions to sessions of other kernels, whose answers are futures.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

use POE::Component::IKC::Specifier qw(specifier_name specifier_parse);
use POE::Kernel                    ();

our @CARP_NOT = qw(POE::Component::IKC::Responder POE::Kernel);

use constant { SECONDS => 30 };

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# The kernel's own verb

my $plain;

# An address that is an alias here, such as that of a proxy, is that session. Called when either of the
# two packages that it takes has been loaded.
sub hook {
    my $ask = POE::Kernel->can('ask');
    return if !$ask or $ask == \&_ask_anybody;
    $plain = $ask;
    no warnings 'redefine';
    *POE::Kernel::ask = \&_ask_anybody;
    return;
}

sub _ask_anybody {
    my $session = ref $_[1] eq 'HASH' ? $_[2] : $_[1];
    goto &$plain
        if !defined $session
        or ref $session
        or substr($session, 0, 4) ne 'poe:'
        or defined $_[0]->alias_resolve($session);
    my ($kernel, @words) = @_;
    my $options = ref $words[0] eq 'HASH' ? shift @words : {};
    my ($to, $event, @args) = @words;
    my $parsed = specifier_parse($to);
    croak "ask: '$to' is not the address of a session"
        if !$parsed
        or $parsed->{session} eq ''
        or $parsed->{state} ne '';
    croak 'ask: a session and the name of an event are needed' if !defined $event;
    return $POE::Component::IKC::Responder::ikc->ask(
        $options, { %$parsed, state => $event },
        @args
    );
}

# ---------------------------------------------------------------------------
# Asking

sub ask {
    my ($self, @words) = @_;
    croak 'ask: POE::Future is not loaded' if !POE::Kernel->can('ask');
    my $options = ref $words[0] eq 'HASH' && !exists $words[0]{session} ? shift @words : {};
    my ($to, @args) = @words;
    my $limit = POE::Future->_limit_of('ask', $options) // SECONDS;
    my ($parsed) = POE::Component::IKC::Responder::_address($to);
    croak 'ask: the address of an event is needed'
        if !$parsed
        or $parsed->{session} eq ''
        or $parsed->{state} eq '';
    croak 'ask: one kernel is asked, not all' if $parsed->{kernel} eq '*';
    my $number   = ++$self->{asked};
    my $future   = POE::Future->new;
    my $question = $self->{questions}{$number} = { future => $future, to => $parsed };
    my %message  = (event => {%$parsed}, params => \@args, ask => $number);
    $message{ttl} = int 1000 * $limit;
    my $from = $self->_from;
    $message{from} = $from if $from;
    $question->{timer} = POE::Future->new_delay($limit)
        ->on_done(sub { $self->_settle($number, fail => 'Timeout', 'ikc', 'timeout') });
    $future->on_cancel(sub { $self->_drop_question($number) });
    local @$self{qw(is_quiet why)} = (1, undef);
    my $sent = eval { $self->_send($parsed, \%message) };
    $self->_settle(
        $number,
        fail => $self->{why} // $@ || "No kernel for '@{[ specifier_name($parsed) ]}'", 'ikc',
        'resolve'
    ) if !$sent;
    return $future;
}

sub _drop_question {
    my ($self, $number) = @_;
    my $question = delete $self->{questions}{$number} or return;
    delete $self->{replies}{"IKC:reply $number"};
    $question->{timer}->cancel if $question->{timer};
    return $question;
}

sub _settle {
    my ($self, $number, $how, @values) = @_;
    my $question = $self->_drop_question($number) or return;
    my $future   = $question->{future};
    $future->$how(@values) if !$future->is_ready;
    return;
}

# ---------------------------------------------------------------------------
# What a question becomes on the way: to peers that are not ours, a call.

sub _prepare_question {
    my ($self, $message, $peer, $rid) = @_;
    my $question = $self->{questions}{ $message->{ask} } or return;
    $question->{rid} = $rid;
    $self->_as_call($message, $peer) if !$peer->{channel}->is_ours($rid);
    return;
}

sub _as_call {
    my ($self, $message, $peer) = @_;
    my $number = delete $message->{ask};
    my $args   = $message->{params};
    delete $message->{ttl};
    $message->{params} = $args->[0];
    if (@$args > 1) {
        $message->{params} = [ $message->{event}{state}, $args ];
        $message->{event}  = { %{ $message->{event} }, state => 'IKC:proxy' };
    }
    my $state = "IKC:reply $number";
    $message->{rsvp} = { kernel => $peer->{channel}->own_name, session => 'IKC', state => $state };
    $self->{replies}{$state} = $number;
    return;
}

sub _replied {
    my ($self, $message, $state, $rid) = @_;
    my $number   = $self->{replies}{$state} // return;
    my $question = $self->{questions}{$number} or return delete $self->{replies}{$state};
    return 1 if $question->{rid} ne $rid;
    delete $self->{replies}{$state};
    $self->_settle($number, done => $message->{params});
    return 1;
}

# ---------------------------------------------------------------------------
# Answering

sub _reply {
    my ($self, $message, $rid, $channel, $status, @params) = @_;
    my %answer = (
        event  => { kernel => $rid, session => 'IKC', state => 'IKC:answer' },
        answer => $message->{ask},
        status => $status,
        params => \@params,
    );
    return $channel->send(\%answer, $rid)
        || $channel->send(
        { %answer, status => 'failed', params => [ 'The answer cannot be sent', 'ikc', 'send' ] },
        $rid
        );
}

sub _reply_from {
    my ($self, $message, $rid, $channel, $future) = @_;
    return $self->_reply($message, $rid, $channel, 'ok', $future->result) if $future->is_done;
    my ($text, @more) = $future->is_cancelled ? ('cancelled', 'ikc', 'gone') : $future->failure;
    my $status = ($more[0] // '') eq 'gone' ? 'gone' : 'failed';
    return $self->_reply($message, $rid, $channel, $status, map { ref ? "$_" : $_ } $text, @more);
}

sub _refuse_question {
    my ($self, $message, $rid, $channel, $when, $text) = @_;
    return $self->_reply($message, $rid, $channel, 'refused', $text, $when);
}

# ---------------------------------------------------------------------------
# Answers

sub _answered {
    my ($self, $message, $rid)     = @_;
    my ($number, $status, $params) = @$message{qw(answer status params)};
    my $question = defined $number && !ref $number && $self->{questions}{$number} or return;
    return if !$question->{is_any} and ($question->{rid} // '') ne $rid;
    my @values = ref $params eq 'ARRAY' ? @$params : ();
    return $self->_settle($number, done => @values) if ($status // '') eq 'ok';
    my $text = $values[0];
    $text = 'failed' if !defined $text or ref $text or $text eq '';
    return $self->_settle($number, fail => $text, @values[ 1 .. $#values ])
        if ($status // 'failed') eq 'failed';
    return $self->_settle($number, fail => $text, 'ikc', $status);
}

sub is_open { return exists $_[0]{questions}{ $_[1] } }

# Who of several has a question: if that kernel goes there will be no answer.
sub question_is_at {
    my ($self, $number, $rid) = @_;
    my $question = $self->{questions}{$number} or return;
    $question->{rid} = $rid;
    return;
}

# A wire has given a question up.
sub question_lost {
    my ($self, $number) = @_;
    return $self->_settle($number, fail => 'The question may be lost', 'ikc', 'gone');
}

# A connection that went takes what was asked over it along.
sub _fail_questions {
    my ($self, $rid) = @_;
    my $questions = $self->{questions} or return;
    for my $number (sort { $a <=> $b } keys %$questions) {
        next if ($questions->{$number}{rid} // '') ne $rid;
        $self->_settle($number, fail => "The connection to '$rid' has ended", 'ikc', 'gone');
    }
    return;
}

1;
