package POE::Component::IKC::LocalKernel;

# The own kernel, as if it were a peer. Nothing is serialized: references arrive as they are.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Kernel  ();
use POE::Session ();

sub spawn {
    my ($class, $ikc, $rid, $names) = @_;
    my $self = bless { ikc => $ikc, rid => $rid, name => $names->[0] // $rid }, $class;
    POE::Session->create(
        object_states => [
            $self => {
                _start   => '_start',
                _stop    => '_relative',
                _child   => '_relative',
                _parent  => '_relative',
                send     => '_event_send',
                shutdown => 'shutdown',
                close    => 'shutdown',
                end      => '_event_end',
            }
        ],
    );
    $ikc->peer_came(rid => $rid, aliases => $names, pid => $$, channel => $self);
    $ikc->peer_is_ready($rid, $self);
    return $self;
}

sub _kernel { return $POE::Kernel::poe_kernel }

sub _start {
    my ($self) = @_;
    $self->{id} = $_[POE::Session::SESSION]->ID;
    _kernel()->alias_set('-- Local Kernel IKC Channel --');
    _kernel()->detach_myself;
    _kernel()->sig(INT => 'shutdown');
    return;
}

sub _relative {return}

sub session_id { return $_[0]{id} }
sub own_name   { return $_[0]{name} }
sub is_ours    { return 1 }

# Answers are told from requests by no channel of their own: both come back here.
sub send {
    my ($self, $message) = @_;
    _kernel()->post($self->{ikc}{session}, request => {%$message}, $self->{rid}, $self);
    return 1;
}

sub _event_send {
    my ($self, $message) = @_[ POE::Session::OBJECT, POE::Session::ARG0 ];
    return $self->send($message);
}

sub close { return $_[0]->shutdown }

# In its own session, whoever asks.
sub shutdown {
    my ($self) = @_;
    return if $self->{is_over}++;
    return _kernel()->call($self->{id}, 'end');
}

sub _event_end {
    my ($self) = @_;
    _kernel()->alias_remove('-- Local Kernel IKC Channel --');
    _kernel()->sig('INT');
    $self->{ikc}->peer_went($self->{rid}, $self);
    return;
}

1;
