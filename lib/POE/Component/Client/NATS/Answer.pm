package POE::Component::Client::NATS::Answer;

# Who is told how a question ended: a session by an event, code, or a future. An answer is code that
# takes a result and, instead of it, a failure.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = map {"POE::Component::Client::NATS$_"} '', '::JetStream', '::KV', '::Subscription';

use Carp qw(croak);

use POE::Kernel ();
use POE::Component::Client::NATS::Failure;

use constant TAG => 'POE::Component::Client::NATS';

sub _kernel { return $POE::Kernel::poe_kernel }

# Takes event, callback and context out of the options. Returns the answer, and what the method that was asked returns.
sub take {
    my ($option) = @_;
    my ($event, $code, $context) = delete @$option{qw(event callback context)};
    return (_by_event($event, $context), 1) if defined $event;
    return ($code, 1)                       if defined $code;
    return (sub { }, 1)                     if !$INC{'POE/Future.pm'};
    my $future = POE::Future->new;
    return (_by_future($future), $future);
}

# The session lives until it is told.
sub _by_event {
    my ($event, $context) = @_;
    my $id = session_id();
    _kernel()->refcount_increment($id, TAG);
    return sub {
        my ($result, $failure) = @_;
        _kernel()->post($id, $event, $result, $failure, $context);
        _kernel()->refcount_decrement($id, TAG);
        return;
    };
}

sub _by_future {
    my ($future) = @_;
    return sub {
        my ($result, $failure) = @_;
        return                                                               if $future->is_ready;
        return $future->fail("$failure", 'nats', $failure->{kind}, $failure) if $failure;
        return $future->done($result);
    };
}

sub session_id {
    my $session = _kernel()->get_active_session;
    croak 'An event has to be asked for in a session' if $session == _kernel();
    return $session->ID;
}

1;
