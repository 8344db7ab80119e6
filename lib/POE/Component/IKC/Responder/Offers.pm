package POE::Component::IKC::Responder::Offers;

# Part of the Responder: sessions that several kernels offer, of which one gets each message.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Component::IKC::Specifier qw(specifier_name);
use POE::Kernel                    ();
use POE::Component::IKC::Util      qw(own_id);

sub _kernel { return $POE::Kernel::poe_kernel }

sub offer {
    my ($self, $session, $states, @more) = @_;
    my ($options, $sender) = POE::Component::IKC::Responder::Stores::_options('offer', @more);
    $self->publish($session, $states, $sender);
    for my $name ($self->_names_of($session, $sender)) {
        $self->{offers}{$name} = 1;
        $self->_keep($name, 1, $options) if $options;
    }
    $self->_announce_to_all;
    return 1;
}

sub _withdraw {
    my ($self, $name) = @_;
    return if !delete $self->{offers}{$name};
    $self->_announce_to_all;
    return;
}

sub has_offers { return !!%{ $_[0]{offers} || {} } }

# Wires that share out what is sent to a session have no need of telling each peer.
sub add_wire {
    my ($self, $wire) = @_;
    push @{ $self->{wires} }, $wire;
    $wire->offers(sort keys %{ $self->{offers} || {} });
    $self->_keep_on($wire);
    return;
}

sub remove_wire {
    my ($self, $wire) = @_;
    @{ $self->{$_} } = grep { $_ != $wire } @{ $self->{$_} || [] } for qw(wires keeping);
    $self->_end_if_alone if $self->{is_over};
    return;
}

sub _announce_to_all {
    my ($self) = @_;
    $self->_announce($_) for sort keys %{ $self->{peers} };
    $_->offers(sort keys %{ $self->{offers} }) for @{ $self->{wires} || [] };
    return;
}

# Peers that are ours are told of all of them at once.
sub _announce {
    my ($self, $rid) = @_;
    my $peer = $self->{peers}{$rid} or return;
    return if !exists $self->{offers} or $self->is_local($rid);
    my $channel = $peer->{channel};
    return if $channel->can('offers') or !$channel->is_ours($rid) or $channel->{is_draining};
    my $event = { kernel => $rid, session => 'IKC', state => 'IKC:offers' };
    $channel->send({ event => $event, params => [ sort keys %{ $self->{offers} } ] }, $rid);
    return;
}

sub _offered {
    my ($self, $message, $rid) = @_;
    my $peer  = $self->{peers}{$rid} or return;
    my $names = $message->{params};
    return if ref $names ne 'ARRAY';
    $peer->{offers} = { map { $_ => 1 } grep { defined and !ref } @$names };
    return;
}

# The peers take turns, where the wire does not choose one of them. What this kernel offers counts where nobody else
# offers it.
sub _send_to_offer {
    my ($self, $to, $message) = @_;
    my $session = $to->{session};
    my $peers   = $self->{peers};
    my @rids    = sort grep { $peers->{$_}{offers}{$session} } keys %$peers;
    for (@rids) {
        my $turn = $self->{turn}{$session}++;
        my $rid  = $rids[ $turn % @rids ];
        my $sent = $self->_hand($peers->{$rid}, $rid, $message);
        return $sent if $sent;
    }
    return 1 if $self->_send_by_wire($session, $message);
    my $own = own_id();
    return $self->_hand($peers->{$own}, $own, $message)
        if $self->{offers}{$session} and $peers->{$own};
    my $text = "$$: No kernel offers '$session'.";
    $self->_tell_error('*', 'resolve', $text) or warn "$text\n";
    return 0;
}

# Whoever gets a question may answer it.
sub _send_by_wire {
    my ($self, $session, $message) = @_;
    my $question = defined $message->{ask} ? $self->{questions}{ $message->{ask} } : undef;
    $question->{is_any} = 1 if $question;
    for my $wire (@{ $self->{wires} || [] }) {
        return 1 if $wire->send_any($message, $session);
    }
    delete $question->{is_any} if $question;
    return;
}

1;
