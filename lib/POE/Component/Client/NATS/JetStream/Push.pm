package POE::Component::Client::NATS::JetStream::Push;

# Messages of a consumer that sends by itself. An ordered one is made anew, from where it was, whenever
# anything is missing.

use strict;
use warnings;

our $VERSION  = '2.000';
our @ISA      = ('POE::Component::Client::NATS::JetStream::Flow');
our @CARP_NOT = qw(POE::Component::Client::NATS::JetStream);

use Carp         qw(croak);
use Scalar::Util qw(weaken);

use POE::Component::Client::NATS::Failure ();
use POE::Component::Client::NATS::JetStream::Flow;

use constant AGAIN => 0.5;

sub new {
    my ($class, $jetstream, $stream, %option) = @_;
    my $self = bless { stream => $stream, last_seq => 0 }, $class;
    $self->set_up($jetstream, \%option);
    my %own = map { $_ => delete $option{$_} } qw(ordered queue heartbeat on_ready config);
    my ($unknown) = sort keys %option;
    croak "follow: there is no option '$unknown'" if defined $unknown;
    @$self{qw(ordered queue on_ready)} = @own{qw(ordered queue on_ready)};
    $self->{heartbeat}                 = $own{heartbeat} // 5;
    $self->{config}                    = $self->_configuration($own{config} || {});
    $self->watch($self->{heartbeat} * 2.5);
    $self->_create if $self->{client}->is_connected;
    return $self;
}

sub _configuration {
    my ($self, $given) = @_;
    my %config = (
        deliver_policy => 'all',
        replay_policy  => 'instant',
        ack_policy     => 'explicit',
        idle_heartbeat => $self->{heartbeat},
        flow_control   => 1,
        %$given,
    );
    return \%config if !$self->{ordered} and !defined $self->{queue};
    if ($self->{ordered}) {
        croak 'an ordered consumer has neither name nor queue'
            if defined $config{durable_name}
            or defined $self->{queue};
        return {
            %config,
            ack_policy         => 'none', max_deliver => 1, mem_storage => 1, num_replicas => 1,
            inactive_threshold => 30, ack_wait        => 22 * 3600,
        };
    }

    # Members do not all see heartbeats: one of them gets each.
    delete @config{qw(idle_heartbeat flow_control)};
    return { %config, deliver_group => $self->{queue} };
}

# A new deliver subject each time, so that nothing of an older consumer is taken for this one's. That of a
# durable consumer is its own; members of a queue share it.
sub _create {
    my ($self) = @_;
    return if $self->{is_over};
    my $number  = ++$self->{number};
    my $name    = $self->{config}{durable_name};
    my $subject = $self->{config}{deliver_subject}
        // (defined $name ? "_DELIVER.$self->{stream}.$name" : $self->{client}->new_inbox);
    my $old = $self->{subscription};
    $self->{consumer_seq} = 0;
    weaken(my $weak = $self);
    $old->unsubscribe if $old;
    $self->{subscription} = $self->{client}->subscribe(
        $subject,
        queue    => $self->{queue},
        callback => sub { $weak->_got($_[0], $number) if $weak },
    );
    my %config = (%{ $self->{config} }, deliver_subject => $subject, $self->_from_where);
    $self->{jetstream}->ask(
        POE::Component::Client::NATS::JetStream::consumer_question($self->{stream}, \%config),
        sub { $weak->_is_created($number, @_) if $weak });
    return;
}

sub _from_where {
    my ($self) = @_;
    return () if !$self->{ordered} or !$self->{last_seq};
    return (deliver_policy => 'by_start_sequence', opt_start_seq => $self->{last_seq} + 1);
}

my %is_passing = map { $_ => 1 } qw(timeout unknown nobody);

sub _is_created {
    my ($self, $number, $info, $failure) = @_;
    return if $self->{is_over} or $number != $self->{number};
    $self->heard;
    if ($failure) {
        return $self->fail($failure)
            if !$is_passing{ $failure->kind } and ($failure->{code} // 0) != 503;
        return if $failure->kind eq 'unknown';    # the next connection begins anew
        weaken(my $weak = $self);
        $self->{client}{timer}
            ->add(AGAIN, sub { $weak->_create if $weak and $weak->{number} == $number });
        return;
    }
    $self->{name} = $info->{name};
    $self->{on_ready}->($info, $self) if $self->{on_ready};
    return;
}

# A durable consumer goes on by itself where its subject is subscribed to again, as it is by then.
sub begin_anew {
    my ($self) = @_;
    $self->heard;
    return if defined $self->{name} and defined $self->{config}{durable_name};
    return $self->_create;
}

sub is_silent {
    my ($self) = @_;
    return if defined $self->{queue};
    return $self->_create;
}

sub _got {
    my ($self, $message, $number) = @_;
    return if $number != $self->{number};
    $self->heard;
    my $status = $message->status;
    return $self->_got_status($status, $message) if defined $status and !length $message->payload;
    if ($self->{ordered}) {
        bless $message, 'POE::Component::Client::NATS::JetStream::Message';
        my $details = $message->details;
        return $self->_create if $details->{consumer_seq} != ++$self->{consumer_seq};
        $self->{last_seq} = $details->{stream_seq};
    }
    return $self->hand_over($message);
}

# The server asks how far we are; what came before is handled by now.
sub _got_status {
    my ($self, $status, $message) = @_;
    return if $status != 100;
    $message->respond('');
    my $stalled = $message->header('Nats-Consumer-Stalled');
    $self->{client}->publish($stalled, '') if defined $stalled;
    my $last = $message->header('Nats-Last-Consumer');
    $self->_create if $self->{ordered} and defined $last and $last > $self->{consumer_seq};
    return;
}

# The consumer goes with who has no name.
sub stop {
    my ($self) = @_;
    my $name = $self->{name};
    $self->{jetstream}->ask("CONSUMER.DELETE.$self->{stream}.$name", undef, sub { })
        if defined $name
        and !defined $self->{config}{durable_name}
        and !$self->{is_over}
        and !$self->{client}->is_closed;
    return $self->SUPER::stop;
}

1;
