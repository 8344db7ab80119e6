package POE::Component::IKC::Responder::Offers;

# Part of the Responder: sessions that several kernels offer, of which one gets each message.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Component::IKC::Specifier qw(specifier_name);
use POE::Kernel                    ();

sub _kernel { return $POE::Kernel::poe_kernel }

sub offer {
    my ($self, $session, $states, $sender) = @_;
    $self->publish($session, $states, $sender);
    for my $name ($self->_names_of($session, $sender)) {
        $self->{offers}{$name} = 1;
    }
    $self->_announce($_) for keys %{ $self->{peers} };
    return 1;
}

sub _withdraw {
    my ($self, $name) = @_;
    return if !delete $self->{offers}{$name};
    $self->_announce($_) for keys %{ $self->{peers} };
    return;
}

# Peers that are ours are told of all of them at once.
sub _announce {
    my ($self, $rid) = @_;
    my $peer = $self->{peers}{$rid} or return;
    return if !exists $self->{offers} or $self->is_local($rid) or !$peer->{channel}->is_ours($rid);
    my $event = { kernel => $rid, session => 'IKC', state => 'IKC:offers' };
    $peer->{channel}->send({ event => $event, params => [ sort keys %{ $self->{offers} } ] }, $rid);
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

# The peers take turns. What this kernel offers counts where no peer offers it.
sub _send_to_offer {
    my ($self, $to, $message) = @_;
    my $session = $to->{session};
    my $peers   = $self->{peers};
    my @rids    = sort grep { $peers->{$_}{offers}{$session} } keys %$peers;
    my $own     = _kernel()->ID;
    @rids = $own if !@rids and $self->{offers}{$session} and $peers->{$own};
    for (@rids) {
        my $turn = $self->{turn}{$session}++;
        my $rid  = $rids[ $turn % @rids ];
        my $sent = $self->_hand($peers->{$rid}, $rid, $message);
        return $sent if $sent;
    }
    return $self->_send_any($to, $message);
}

# Some wires know by themselves who offers what.
sub _send_any {
    my ($self, $to, $message) = @_;
    my %seen;
    for my $channel (grep { !$seen{$_}++ } map { $_->{channel} } values %{ $self->{peers} }) {
        my $sent = $channel->can('send_any') && $channel->send_any($message, $to->{session});
        return $sent if $sent;
    }
    my $text = "$$: No kernel offers '$to->{session}'.";
    $self->_tell_error('*', 'resolve', $text) or warn "$text\n";
    return 0;
}

1;
