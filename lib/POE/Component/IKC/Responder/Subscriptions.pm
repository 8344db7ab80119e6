package POE::Component::IKC::Responder::Subscriptions;

# Part of the Responder: sessions of other kernels, for which proxies stand here.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

use POE::Component::IKC::Proxy     ();
use POE::Component::IKC::Specifier qw(specifier_name specifier_parse);
use POE::Kernel                    ();
use POE::Session                   ();
use POE::Component::IKC::Util      qw(own_id);

use constant { SECONDS => 60 };

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# Asking for sessions

# One subscription has several addresses. When each has its answer, or none came in time, the callback
# is told which were accepted.
sub subscribe {
    my ($self, $specs, $callback, $sender) = @_;
    my @specs        = ref $specs eq 'ARRAY' ? @$specs : $specs;
    my @parsed       = map { _with_kernel($_) } @specs;
    my $id           = $self->_sender_id($sender);
    my $subscription = {
        session => $id, callback => $callback, accepted => [], waiting => {},
        number  => ++$self->{subscribed} };
    for my $i (0 .. $#specs) {
        $subscription->{waiting}{$i} = { spec => $specs[$i], parsed => $parsed[$i], asked => {} };
    }
    $self->{subscriptions}{ $subscription->{number} } = $subscription;
    $self->_ask_for($subscription, $_) for 0 .. $#specs;
    if (%{ $subscription->{waiting} }) {
        $subscription->{timer} = $self->_in_session(timer => $subscription->{number});
    }
    $self->_end_if_complete($subscription);
    return 1;
}

sub _with_kernel {
    my ($spec) = @_;
    my $parsed = specifier_parse($spec);
    croak "subscribe: '@{[ $spec // 'undef' ]}' is not an address" if !$parsed;
    croak "subscribe: '@{[ specifier_name($parsed) ]}' does not say which kernel"
        if $parsed->{kernel} eq '';
    return {%$parsed};
}

# The own kernel is not asked.
sub _ask_for {
    my ($self, $subscription, $i) = @_;
    my $wanted = $subscription->{waiting}{$i};
    my $kernel = $wanted->{parsed}{kernel};
    my $own    = own_id();
    my @rids   = grep { $_ ne $own } $self->_rids($kernel);
    return $self->_refused($subscription, $i, "Unknown kernel $kernel") if !@rids;
    my $state = "IKC:receipt $subscription->{number} $i " . specifier_name($wanted->{parsed});
    $self->{receipts}{$state} = [ $subscription->{number}, $i ];
    $wanted->{state} = $state;

    for my $rid (@rids) {
        my %message = (
            event  => { kernel => $kernel, session => 'IKC', state => 'do_you_have' },
            params => [ { %{ $wanted->{parsed} } }, $own ],
            from   => { kernel => $own, session => 'IKC' },
            rsvp   => { kernel => $own, session => 'IKC', state => $state },
        );
        $wanted->{asked}{$rid} = 1 if $self->{peers}{$rid}{channel}->send(\%message, $rid);
    }
    $self->_refused($subscription, $i, "Unknown kernel $kernel") if !%{ $wanted->{asked} };
    return;
}

# The answer of a kernel; the first that accepts is taken.
sub _receipt {
    my ($self, $message, $state, $rid) = @_;
    my $receipt = $self->{receipts}{$state} or return;
    my ($number, $i) = @$receipt;
    my $subscription = $self->{subscriptions}{$number} or return 1;
    my $wanted       = $subscription->{waiting}{$i}    or return 1;
    return 1 if !delete $wanted->{asked}{$rid};
    my $answer = $message->{params};
    my $spec   = ref $answer eq 'ARRAY' ? $answer->[0] : undef;

    if (ref $spec eq 'HASH' and !grep { !defined or ref } @$spec{qw(kernel session)}) {
        $self->_accepted($subscription, $i, $spec, $rid);
    } elsif (!%{ $wanted->{asked} }) {
        $self->_refused($subscription, $i, defined $answer && !ref $answer ? $answer : 'Refused');
    }
    $self->_end_if_complete($subscription);
    return 1;
}

sub _accepted {
    my ($self, $subscription, $i, $spec, $rid) = @_;
    my $wanted = delete $subscription->{waiting}{$i};
    delete $self->{receipts}{ $wanted->{state} };
    push @{ $subscription->{accepted} }, [ $i, $wanted->{spec} ];
    POE::Component::IKC::Proxy->spawn(
        ikc    => $self,
        rid    => $rid,
        kernel => $wanted->{parsed}{kernel},
        spec   => { %{ $wanted->{parsed} }, session => $spec->{session} },
    );
    return;
}

sub _refused {
    my ($self, $subscription, $i, $text) = @_;
    my $wanted = delete $subscription->{waiting}{$i};
    delete $self->{receipts}{ $wanted->{state} } if $wanted->{state};
    $self->_tell_error($wanted->{parsed}{kernel}, 'subscribe', $text) or warn "$$: $text\n";
    return;
}

sub _end_if_complete {
    my ($self, $subscription) = @_;
    return if %{ $subscription->{waiting} };
    return if !delete $self->{subscriptions}{ $subscription->{number} };
    $self->_in_session(untimer => $subscription->{timer}) if $subscription->{timer};
    my $callback = $subscription->{callback} // return;
    my @accepted = map { $_->[1] } sort { $a->[0] <=> $b->[0] } @{ $subscription->{accepted} };
    return $callback->(\@accepted) if ref $callback;
    _kernel()->post($subscription->{session}, $callback, \@accepted);
    return;
}

# ---------------------------------------------------------------------------
# What takes the Responder's own session: its timers

sub _in_session {
    my ($self, @do) = @_;
    return _kernel()->call($self->{session}, @do);
}

sub _event_timer {
    my ($self, $number) = @_[ POE::Session::OBJECT, POE::Session::ARG0 ];
    return _kernel()->delay_set(late => SECONDS, $number);
}

sub _event_untimer {
    return _kernel()->alarm_remove($_[POE::Session::ARG0]);
}

sub _event_late {
    my ($self, $number) = @_[ POE::Session::OBJECT, POE::Session::ARG0 ];
    my $subscription = $self->{subscriptions}{$number} or return;
    delete $subscription->{timer};
    $self->_refused(
        $subscription, $_,
        "No answer to the subscription from '$subscription->{waiting}{$_}{parsed}{kernel}'"
    ) for sort keys %{ $subscription->{waiting} };
    $self->_end_if_complete($subscription);
    return;
}

sub _drop_subscriptions {
    my ($self) = @_;
    $self->_in_session(untimer => $_->{timer})
        for grep { $_->{timer} } values %{ $self->{subscriptions} };
    delete @$self{qw(subscriptions receipts)};
    return;
}

# Kernels that went do not answer any more.
sub _end_receipts {
    my ($self, $rid) = @_;
    for my $subscription (values %{ $self->{subscriptions} || {} }) {
        for my $i (sort keys %{ $subscription->{waiting} }) {
            my $asked = $subscription->{waiting}{$i}{asked};
            next if !delete $asked->{$rid} or %$asked;
            $self->_refused($subscription, $i, "The connection to '$rid' has ended");
        }
        $self->_end_if_complete($subscription);
    }
    return;
}

# ---------------------------------------------------------------------------
# Proxies

sub unsubscribe {
    my ($self, $specs) = @_;
    for my $spec (ref $specs eq 'ARRAY' ? @$specs : $specs) {
        my $parsed = specifier_parse($spec) or next;
        my $name   = specifier_name({ %$parsed, state => '' });
        my $proxy  = $self->{proxies}{$name};
        $proxy->end if $proxy;
    }
    return 1;
}

sub _end_proxies {
    my ($self, $rid) = @_;
    $self->_end_receipts($rid);
    $_->end for grep { $_->rid eq $rid } values %{ $self->{proxies} || {} };
    return;
}

# ---------------------------------------------------------------------------
# Being asked

sub _event_do_you_have {
    my ($self, $params) = @_[ POE::Session::OBJECT, POE::Session::ARG0 ];
    return $self->do_you_have($params);
}

sub do_you_have {
    my ($self, $params) = @_;
    my $spec = ref $params eq 'ARRAY' ? $params->[0] : $params;
    $spec = ref $spec eq 'HASH' ? {%$spec} : specifier_parse($spec);
    return 'Refused subscription' if !$spec or grep {ref} values %$spec;
    $_ //= '' for @$spec{qw(kernel session state)};
    my $published = $self->{published}{ $spec->{session} };
    my $has       = $published && ($spec->{state} eq '' || $published->{ $spec->{state} });
    $has &&= _kernel()->alias_resolve($spec->{session});
    return 'Refused subscription ' . specifier_name($spec) if !$has;
    $spec->{kernel} = own_id()                             if $spec->{kernel} eq '';
    return [ $spec, own_id() ];
}

1;
