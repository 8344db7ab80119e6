package POE::Component::Client::NATS::JetStream::Flow;

# What pulled and pushed messages have in common: who gets them, and noticing that none come any more.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Component::Client::NATS::JetStream);

use Carp         qw(croak);
use Scalar::Util qw(refaddr weaken);

use POE::Kernel ();
use POE::Component::Client::NATS::Answer;
use POE::Component::Client::NATS::Failure;
use POE::Component::Client::NATS::JetStream::Message;

sub _kernel { return $POE::Kernel::poe_kernel }

sub set_up {
    my ($self, $jetstream, $option) = @_;
    my ($event, $code, $context, $on_error) = delete @$option{qw(event callback context on_error)};
    croak 'an event or a callback is needed' if !defined $event and !$code;
    @$self{qw(jetstream client on_error)} = ($jetstream, $jetstream->client, $on_error);
    $self->{code} = $code // $self->_deliver_to($event, $context);
    weaken(my $weak = $self);
    $self->{client}{followers}{ refaddr $self } = sub { $weak->begin_anew if $weak };
    $self->{client}{flows}{ refaddr $self }     = $self;
    return;
}

sub _deliver_to {
    my ($self, $event, $context) = @_;
    my $id = $self->{held} = POE::Component::Client::NATS::Answer::session_id();
    _kernel()->refcount_increment($id, POE::Component::Client::NATS::Answer::TAG);
    return sub { _kernel()->call($id, $event, $_[0], $_[1], $context); return };
}

sub hand_over {
    my ($self, $message) = @_;
    bless $message, 'POE::Component::Client::NATS::JetStream::Message';
    $self->{delivered}++;
    $self->{code}->($message, $self);
    return;
}

sub delivered { return $_[0]{delivered} // 0 }
sub is_active { return !$_[0]{is_over} }

# Something came. Each silence has its own number, so that one alarm after another may be left alone.
sub heard {
    my ($self) = @_;
    $self->{heard_at} = $self->{client}{timer}->now;
    return;
}

sub watch {
    my ($self, $seconds) = @_;
    return if $self->{is_watched}++;
    $self->heard;
    return $self->_look($seconds);
}

sub _look {
    my ($self, $seconds) = @_;
    weaken(my $weak = $self);
    my $timer = $self->{client}{timer};
    $timer->add(
        $seconds / 2,
        sub {
            return if !$weak or $weak->{is_over};
            if ($weak->{client}->is_connected and $timer->now - $weak->{heard_at} > $seconds) {
                $weak->heard;
                $weak->is_silent;
            }
            $weak->_look($seconds);
        });
    return;
}

sub stop {
    my ($self) = @_;
    return                             if $self->{is_over}++;
    $self->{subscription}->unsubscribe if $self->{subscription};
    delete $self->{client}{followers}{ refaddr $self };
    _kernel()->refcount_decrement($self->{held}, POE::Component::Client::NATS::Answer::TAG)
        if defined $self->{held};
    delete $self->{held};
    delete $self->{client}{flows}{ refaddr $self };
    return;
}

sub fail {
    my ($self, $failure) = @_;
    return if $self->{is_over};
    $self->stop;
    $self->{on_error}->($failure, $self) if $self->{on_error};
    return;
}

1;
