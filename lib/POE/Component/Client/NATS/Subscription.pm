package POE::Component::Client::NATS::Subscription;

# What a client asked to be sent, and who gets it.

use strict;
use warnings;

our $VERSION = '2.000';

use Scalar::Util qw(weaken);

use POE::Kernel ();
use POE::Component::Client::NATS::Answer;

use constant {
    CODE => 0, DELIVERED => 1, MAX => 2, SID => 3, SUBJECT => 4, QUEUE => 5, CLIENT => 6,
    HELD => 7, ON_ERROR  => 8
};

sub new {
    my ($class, $client, $sid, $subject, %option) = @_;
    my $self = bless [ undef, 0, $option{max}, $sid, $subject, $option{queue}, $client ], $class;
    weaken($self->[CLIENT]);
    $self->[CODE]     = $option{callback} // $self->_deliver_to($option{event}, $option{context});
    $self->[ON_ERROR] = $option{on_error};
    return $self;
}

# The handler runs at once, as those of a wheel do: nothing queues up before a session that is slow.
sub _deliver_to {
    my ($self, $event, $context) = @_;
    my ($kernel, $id)
        = ($POE::Kernel::poe_kernel, POE::Component::Client::NATS::Answer::session_id());
    $kernel->refcount_increment($id, POE::Component::Client::NATS::Answer::TAG);
    $self->[HELD] = $id;
    return sub { $kernel->call($id, $event, $_[0], $_[1], $context); return };
}

sub sid       { return $_[0][SID] }
sub subject   { return $_[0][SUBJECT] }
sub queue     { return $_[0][QUEUE] }
sub delivered { return $_[0][DELIVERED] }
sub is_active { return defined $_[0][CODE] }

sub unsubscribe {
    my ($self, $max) = @_;
    my $client = $self->[CLIENT];
    return 0 if !$self->is_active or !$client;
    return $client->_unsubscribe($self, $max);
}

sub drain {
    my ($self, %option)     = @_;
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    my $client = $self->[CLIENT];
    if   ($client and $self->is_active) { $client->_drain_subscription($self, $answer, %option) }
    else                                { $answer->(1) }
    return $returned;
}

# No more will come; the session need not wait for any.
sub _end {
    my ($self) = @_;
    my ($code, $id) = @$self[ CODE, HELD ];
    @$self[ CODE, HELD ] = ();
    $POE::Kernel::poe_kernel->refcount_decrement($id, POE::Component::Client::NATS::Answer::TAG)
        if defined $id;
    return;
}

1;
