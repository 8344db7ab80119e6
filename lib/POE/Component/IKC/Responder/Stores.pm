package POE::Component::IKC::Responder::Stores;

use strict;
use warnings;

our $VERSION = '2.000';

# Part of the Responder: sessions whose messages a wire keeps while they are away.

use Carp qw(croak);

our @CARP_NOT = qw(POE::Component::IKC::Responder);

my %IS_OPTION = map { $_ => 1 } qw(durable ack_wait window max_octets max_age replicas max_tries);

# Of publish and offer: the options, which come before who sent them.
sub _options {
    my ($verb, $options, $sender) = @_;
    return (undef, $options) if ref $options ne 'HASH';
    my ($unknown) = grep { !$IS_OPTION{$_} } sort keys %$options;
    croak "$verb: there is no option '$unknown'" if defined $unknown;
    return ($options, $sender);
}

sub _keepers {
    my ($self) = @_;
    return grep { $_->can('keep') } @{ $self->{wires} || [] };
}

# Wires that come later keep them, too.
sub _keep {
    my ($self, $name, $is_offer, $options) = @_;
    my %how = %$options;
    return if !delete $how{durable};
    $self->{kept}{$name} = [ $is_offer, \%how ];
    $_->keep($name, $is_offer, \%how) for $self->_keepers;
    return;
}

sub _keep_on {
    my ($self, $wire) = @_;
    return if !$wire->can('keep');
    $self->{stores} = 1;
    push @{ $self->{keeping} }, $wire;
    for my $name (sort keys %{ $self->{kept} || {} }) {
        $wire->keep($name, @{ $self->{kept}{$name} });
    }
    return;
}

sub _unkeep {
    my ($self, $name) = @_;
    delete $self->{kept}{$name} or return;
    $_->unkeep($name) for $self->_keepers;
    return;
}

# 1 or 0 if the messages of that session are kept, whoever is there; else undef.
sub _store {
    my ($self, $to, $message, %option) = @_;
    for my $wire (@{ $self->{keeping} || [] }) {
        my $stored = $wire->store($to, $message, %option);
        return $stored if defined $stored;
    }
    return;
}

# The id of the message that the sender of an event stands for, if the message was kept.
sub message_id {
    my ($self, $sender) = @_;
    return $self->{message_ids}{ ref $sender ? $sender->ID : $sender // '' };
}

# Like post; the answer says when the message is safe. Options: id, timeout in seconds, event.
sub store {
    my ($self, $to, $params, $option, $sender) = @_;
    my %option = %{ $option || {} };
    my ($parsed) = POE::Component::IKC::Responder::_address($to);
    croak 'store: the address of an event is needed'
        if !$parsed
        or $parsed->{session} eq ''
        or $parsed->{state} eq '';
    my ($unknown) = grep { !/\A(?:id|timeout|event)\z/ } sort keys %option;
    croak "store: there is no option '$unknown'" if defined $unknown;
    my ($answer, $returned) = $self->_who_is_told(delete $option{event}, $sender);
    my $message = { event => $to, params => $params };
    my $from    = $self->_from($sender);
    $message->{from} = $from if $from;
    local @$self{qw(is_quiet why)} = (1, undef);
    my $stored = eval { $self->_store($parsed, $message, %option, answer => $answer) };
    $answer->(undef, $self->{why} // ($@ || 'No wire keeps messages of that session')) if !$stored;
    return $returned;
}

# An event of the session that asks, or a future.
sub _who_is_told {
    my ($self, $event, $sender) = @_;
    if (defined $event) {
        my $id     = $self->_sender_id($sender);
        my $kernel = $POE::Kernel::poe_kernel;
        $kernel->refcount_increment($id, 'IKC store');
        return (
            sub {
                $kernel->post($id, $event, $_[0], defined $_[1] ? "$_[1]" : undef);
                $kernel->refcount_decrement($id, 'IKC store');
            },
            1
        );
    }
    croak 'store: an event is needed where POE::Future is not loaded' if !POE::Kernel->can('ask');
    my $future = POE::Future->new;
    return (
        sub {
            defined $_[1] ? $future->fail("$_[1]", 'ikc', 'store') : $future->done($_[0])
                if !$future->is_ready;
        },
        $future
    );
}

1;
