package POE::Component::IKC::Transport::NATS::Keeper;

use strict;
use warnings;

our $VERSION = '2.000';

# A session whose messages are kept: its stream, and those that its handlers are at. A message is done when its handler
# has ended, or the handler's future; before that the server keeps it, and sends it again if this process ends.

use POE::Component::IKC::Transport::NATS::Delivery ();

use constant CONSUMER => 'kernels';

# Seconds, numbers and octets; each may be told.
our %DEFAULT = (
    ack_wait  => 30, window => 100, max_octets => 1024 * 1024 * 1024, max_age => 0, replicas => 1,
    max_tries => 0,
);

# How many ids are remembered, so that what comes again for want of a receipt is not handled again.
use constant HANDLED_MOST => 10_000;

sub new {
    my ($class, $transport, $kernel, $session, $option) = @_;
    my $self = bless {
        %DEFAULT, %$option,
        transport => $transport,
        kernel    => $kernel,
        session   => $session,
        stream    => $transport->{names}->stream($kernel, $session),
        open      => {},                                               # deliveries
        handled   => {},
        spread    => rand 5,    # seconds, so that not all who keep it look at once
        order     => [],
    }, $class;
    $self->begin if $transport->{client}->is_connected;
    return $self;
}

sub name { return "$_[0]{kernel}/$_[0]{session}" }

# ---- what the server has to have ----

# Called at each connection; what is there already stays. A server may have lost it.
sub begin {
    my ($self) = @_;
    return if $self->{is_over} or $self->{is_beginning}++;
    my $config = {
        name      => $self->{stream},
        subjects  => [ $self->{transport}{names}->for_durable($self->{kernel}, $self->{session}) ],
        retention => 'workqueue',
        storage   => 'file',
        discard   => 'new',
        num_replicas => $self->{replicas},
        max_bytes    => $self->{max_octets},
        max_age      => $self->{max_age},
    };
    my $store = $self->{transport}{store};
    $store->jetstream->create_stream(
        $config,
        callback => sub {
            my ($made, $failure) = @_;
            return $self->_again($failure) if $failure and !_may_be_there($failure);
            $self->_consume;
        });
    return;
}

# With other limits; or this kernel may not make any, and somebody else has.
sub _may_be_there {
    my ($failure) = @_;
    return ($failure->{err_code} // 0) == 10_058 || $failure->kind eq 'permission';
}

# Those of a server that lost what it had are made again, for the same questions.
sub _consume {
    my ($self) = @_;
    my $config = {
        durable_name    => CONSUMER,
        ack_wait        => $self->{ack_wait},
        max_ack_pending => 10 * $self->{window},
    };
    my $jetstream = $self->{transport}{store}->jetstream;
    $jetstream->create_consumer(
        $self->{stream},
        $config,
        callback => sub {
            my ($made, $failure) = @_;
            return $self->_again($failure) if $failure and $failure->kind ne 'permission';
            $self->{is_beginning} = 0;
            return if $self->{is_over};
            return if $self->{flow} and $self->{flow}->is_active;
            $self->{flow} = $jetstream->consume(
                $self->{stream}, CONSUMER,
                window   => $self->{window},
                callback => sub { $self->_got($_[0]) },
                on_error => sub { $self->_again($_[0]) });
            $self->{transport}->tell_of_keeping;
        });
    return;
}

# A cluster may have no leader for a while, a stream may be deleted.
sub _again {
    my ($self, $failure) = @_;
    $self->{is_beginning} = 0;
    delete $self->{flow} if $self->{flow} and !$self->{flow}->is_active;
    return               if $self->{is_over} or $self->{transport}{pid} != $$;
    my $text = "messages of $self->{session} cannot be kept: $failure";
    $self->{transport}{ikc}->channel_error([ 'store', 0, $text ]) if ($self->{told} // '') ne $text;
    $self->{told} = $text;
    $self->{transport}->try_later($self);
    return;
}

# ---- messages ----

sub _got {
    my ($self, $message) = @_;
    $self->{got_at} = POE::XS::steady();
    my $id = $message->header('Nats-Msg-Id');
    if (defined $id) {
        return $message->ack if $self->{handled}{$id};
        return               if $self->{ids}{$id}++;
    }
    my $delivery = POE::Component::IKC::Transport::NATS::Delivery->new($self, $message, $id);
    $self->{open}{$delivery} = $delivery;
    $delivery->deliver;
    return;
}

sub over {
    my ($self, $delivery, $id) = @_;
    my $given = delete $self->{open}{$delivery};
    delete $self->{ids}{ $given->{id} } if $given and defined $given->{id};
    return                              if !defined $id;
    push @{ $self->{order} }, $id;
    $self->{handled}{$id} = 1;
    delete $self->{handled}{ shift @{ $self->{order} } } if @{ $self->{order} } > HANDLED_MOST;
    return;
}

# Handlers that take long: the server is not to send their messages to anybody else.
sub go_on {
    my ($self) = @_;
    my $now = POE::XS::steady();
    return if $now < ($self->{next} //= $now + $self->{ack_wait} / 3);
    $self->{next} = $now + $self->{ack_wait} / 3;
    $_->go_on for values %{ $self->{open} };
    $self->_look_for_stall($now);
    return;
}

# A server whose cluster lost its leader may hand out nothing more though messages are there and asked for, for ever.
# Its consumer is made anew then; what was with somebody comes again.
sub _look_for_stall {
    my ($self, $now) = @_;
    my $idle = 1.5 * $self->{ack_wait} + $self->{spread};
    return if !$self->{flow} or $now - ($self->{got_at} //= $now) < $idle;
    $self->{got_at} = $now;
    my $jetstream = $self->{transport}{store}->jetstream;
    $jetstream->consumer_info(
        $self->{stream},
        CONSUMER,
        callback => sub {
            my ($info) = @_;
            return if !$info or $self->{is_over};
            my $waiting = ($info->{num_pending} // 0) + ($info->{num_ack_pending} // 0);
            my $state   = join ' ', $waiting,
                map { $info->{$_}{consumer_seq} // 0 } qw(delivered ack_floor);
            my $was = $self->{seen};
            $self->{seen} = $state;
            return if !$waiting or !defined $was or $was ne $state;
            $self->_tell_stall($waiting);
            $jetstream->delete_consumer(
                $self->{stream}, CONSUMER,
                callback => sub { $self->begin });
        });
    return;
}

sub _tell_stall {
    my ($self, $waiting) = @_;
    my $text
        = "the server hands out none of $waiting messages for $self->{session}: its consumer is made anew";
    $self->{transport}{ikc}->channel_error([ 'store', 0, $text ]);
    return;
}

# No more come. Those whose handlers are not done come again, here or elsewhere.
sub stop {
    my ($self) = @_;
    $self->{is_over} = 1;
    $self->{flow}->stop if $self->{flow};
    delete $self->{flow};
    return;
}

1;
