package POE::Component::IKC::Responder::Talk;

# Part of the Responder: what sessions say to whoever listens, on this kernel and others.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(carp croak);

use POE::Component::IKC::Specifier qw(specifier_name);
use POE::Kernel                    ();

our @CARP_NOT = qw(POE::Component::IKC::Responder);

# How much is listened to, and how long names are.
use constant { MOST => 1000, LONGEST => 256 };

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# Those who speak

# Returns how many kernels it was handed to.
sub say {
    my ($self, $session, $event, @args) = @_;
    croak 'say: the name of an event is needed' if !_is_name($event);
    my ($name)
        = grep { $self->{published}{$_} and $_ ne 'IKC' } $self->_names_of($session);
    if (!defined $name) {
        carp "$$: say: '@{[ $session // 'this session' ]}' is not published";
        return;
    }
    my ($told, $hearers) = (0, $self->{hearers}{$name});
    for my $rid (sort keys %{ $hearers || {} }) {
        next if !$hearers->{$rid}{$event} and !$hearers->{$rid}{''};
        my $peer    = $self->{peers}{$rid} or next;
        my %message = (event => _own_event($rid, 'IKC:said'), params => [ $name, $event, \@args ]);
        $told++ if $peer->{channel}->send(\%message, $rid);
    }
    return $told;
}

sub _own_event {
    my ($rid, $state) = @_;
    return { kernel => $rid, session => 'IKC', state => $state };
}

sub _is_name {
    my ($name) = @_;
    return (defined $name and !ref $name and length $name and length $name <= LONGEST);
}

# A peer says all that it wants to hear, each time.
sub _wants_to_hear {
    my ($self, $message, $rid) = @_;
    return if !$self->{peers}{$rid};
    my $wanted = $message->{params};
    $self->_forget_hearer($rid);
    return $self->channel_error([ 'listen', 0, 'the kernel wants to hear too much' ], $rid)
        if ref $wanted ne 'ARRAY' or @$wanted > MOST;
    for my $one (grep { ref eq 'ARRAY' } @$wanted) {
        my ($session, $event) = @$one;
        next if !_is_name($session) or !_is_name($event) and ($event // 'none') ne '';
        $self->{hearers}{$session}{$rid}{$event} = 1;
    }
    return;
}

sub _forget_hearer {
    my ($self, $rid) = @_;
    my $hearers = $self->{hearers} or return;
    for my $session (keys %$hearers) {
        delete $hearers->{$session}{$rid} or next;
        delete $hearers->{$session} if !%{ $hearers->{$session} };
    }
    return;
}

# ---------------------------------------------------------------------------
# Those who listen

sub listen {
    my ($self, $address, $state, $sender) = @_;
    my ($key, $parsed) = _what('listen', $address);
    croak 'listen: the event to be told by is needed' if !_is_name($state);
    my $listens = $self->{listens} ||= {};
    croak "listen: there are @{[ MOST ]} addresses already"
        if !$listens->{$key} and keys %$listens >= MOST;
    my $listen = $listens->{$key}
        ||= { kernel => $parsed->{kernel}, what => [ @$parsed{qw(session state)} ], who => {} };
    $listen->{who}{ $self->_sender_id($sender) }{$state} = 1;
    $self->_ask_to_hear($_) for $self->_rids($parsed->{kernel});
    return 1;
}

# Without the event all events that this session is told by.
sub unlisten {
    my ($self, $address, $state, $sender) = @_;
    my ($key, $parsed) = _what('unlisten', $address);
    my $id     = $self->_sender_id($sender);
    my $listen = $self->{listens} && $self->{listens}{$key} or return 0;
    my $states = $listen->{who}{$id}                        or return 0;
    return 0                        if defined $state and !delete $states->{$state};
    $self->_stop_telling($key, $id) if !defined $state or !%$states;
    return 1;
}

sub _what {
    my ($verb, $address) = @_;
    my ($parsed) = POE::Component::IKC::Responder::_address($address);
    my ($text)   = $parsed ? specifier_name($parsed) : $address // 'undef';
    croak "$verb: '$text' is not the address of a session or of an event"
        if !$parsed
        or !_is_name($parsed->{session})
        or length $parsed->{state} > LONGEST;
    croak "$verb: '$text' does not say which kernel" if $parsed->{kernel} =~ /\A\+?\z/;
    return (join("\0", @$parsed{qw(kernel session state)}), $parsed);
}

sub _stop_telling {
    my ($self, $key, $id) = @_;
    my $listen = $self->{listens}{$key};
    delete $listen->{who}{$id};
    return if %{ $listen->{who} };
    delete $self->{listens}{$key};
    $self->_ask_to_hear($_) for $self->_rids($listen->{kernel});
    return;
}

# Peers that are ours, as they come, and whenever it is something else.
sub _ask_to_hear {
    my ($self, $rid) = @_;
    my $peer    = $self->{peers}{$rid} or return;
    my $listens = $self->{listens}     or return;
    my $channel = $peer->{channel};
    return if !$channel->is_ours($rid);
    my %wanted = map { join("\0", @{ $_->{what} }) => $_->{what} }
        grep { $_->{kernel} eq '*' or ($self->rid_of($_->{kernel}) // '') eq $rid }
        values %$listens;
    my @keys = sort keys %wanted;
    my $text = join "\1", @keys;
    return if $text eq ($peer->{wanted} // '');
    my %message = (event => _own_event($rid, 'IKC:listen'), params => [ @wanted{@keys} ]);
    $peer->{wanted} = $text if $channel->send(\%message, $rid);
    return;
}

# What nobody here listens to is dropped, whoever says it.
sub _said {
    my ($self, $message, $rid) = @_;
    my ($peer, $said) = ($self->{peers}{$rid}, $message->{params});
    return if !$self->{listens} or !$peer or ref $said ne 'ARRAY';
    my ($session, $event, $args) = @$said;
    return if !_is_name($session) or !_is_name($event) or ref $args ne 'ARRAY';
    my @names = @{ $peer->{aliases} };
    my %what  = (kernel => $names[0] // $rid, session => $session, event => $event);
    my %told;

    for my $kernel ($rid, @names, '*') {
        for my $key (map { join "\0", $kernel, $session, $_ } $event, '') {
            my $listen = $self->{listens}{$key} or next;
            $self->_tell_listener($key, $_, $listen->{who}{$_}, \%told, \%what, $args)
                for sort keys %{ $listen->{who} };
        }
    }
    return;
}

# By each event once. A session that is no more does not listen.
sub _tell_listener {
    my ($self, $key, $id, $states, $told, $what, $args) = @_;
    for my $state (sort keys %$states) {
        next if $told->{$id}{$state}++;
        next if _kernel()->post($id, $state, {%$what}, @$args);
        return $self->_stop_telling($key, $id);
    }
    return;
}

# ---------------------------------------------------------------------------
# Who is there, and what is there

# Of each kernel: id, names, pid, and whether it is this one, and one of this distribution.
sub kernels {
    my ($self) = @_;
    return map {
        my $peer = $self->{peers}{$_};
        {
            id      => $_,
            names   => [ @{ $peer->{aliases} } ],
            pid     => $peer->{pid},
            is_own  => $self->is_local($_)           ? 1 : 0,
            is_ours => $peer->{channel}->is_ours($_) ? 1 : 0,
        }
    } $self->_rids('*');
}

# For another kernel: what is published here.
sub _sessions {
    my ($self) = @_;
    my %all = map {
        $_ => {
            events  => $self->published($_),
            offer   => $self->{offers}{$_} ? 1 : 0,
            durable => $self->{kept}{$_}   ? 1 : 0,
        }
    } grep { $_ ne 'IKC' } keys %{ $self->{published} };
    return \%all;
}

1;
