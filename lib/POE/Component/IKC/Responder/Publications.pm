package POE::Component::IKC::Responder::Publications;

# Part of the Responder: which events of which sessions other kernels may send.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp         qw(carp croak);
use Scalar::Util qw(blessed);

use POE::Kernel ();

sub _kernel { return $POE::Kernel::poe_kernel }

# By the name that is given; a session, by all names it has, or by its ID if it has none.
sub _names_of {
    my ($self, $session, $sender) = @_;
    return $session if defined $session and !ref $session;
    $session //= $self->_sender($sender);
    my @names = _kernel()->alias_list($session);
    return @names ? @names : ref $session ? $session->ID : $session;
}

sub publish {
    my ($self, $session, $states, @more) = @_;
    $self->{from} = {};
    my ($options, $sender) = POE::Component::IKC::Responder::Stores::_options('publish', @more);
    croak 'publish: the events must be an array reference' if ref $states ne 'ARRAY';
    for my $name ($self->_names_of($session, $sender)) {
        my $of_session = $self->{published}{$name} ||= {};
        $of_session->{$_} = 1 for @$states;
        $self->_keep($name, 0, $options) if $options;
    }
    return 1;
}

sub retract {
    my ($self, $session, $states, $sender) = @_;
    $self->{from} = {};
    croak 'retract: the events must be an array reference' if $states and ref $states ne 'ARRAY';
    my $found = 0;
    for my $name ($self->_names_of($session, $sender)) {
        my $of_session = $self->{published}{$name} or next;
        $found = 1;
        delete @$of_session{ $states ? @$states : keys %$of_session };
        $self->_keep_own                 if $name eq 'IKC';
        delete $self->{published}{$name} if !%$of_session;
        $self->_withdraw($name)          if !%$of_session;
        $self->_unkeep($name)            if !%$of_session;
    }
    return 1 if $found;
    carp "$$: nothing is published for '@{[ $session // 'this session' ]}'";
    return 0;
}

# What the kernels themselves ask of each other.
sub _keep_own {
    my ($self) = @_;
    $self->{published}{IKC}{$_} = 1 for qw(do_you_have ping remote_error);
    return;
}

sub published {
    my ($self, $name) = @_;
    my $all = $self->{published};
    return [ sort keys %{ $all->{$name} || {} } ] if defined $name;
    return { map { $_ => [ sort keys %{ $all->{$_} } ] } keys %$all };
}

# Why others may not send that event, or nothing.
sub _refusal {
    my ($self, $session, $state) = @_;
    my $states = $self->{published}{$session}
        or return "Session '$session' is not available for remote kernels.";
    return if $states->{$state};
    return "Session '$session' has not published state '$state'.";
}

1;
