package POE::Component::IKC::Transport::NATS::Delivery;

use strict;
use warnings;

our $VERSION = '2.000';

# One message that was kept, on its way through a handler. It is the channel of that message: it asks the session, and
# the answer says whether the message is done.

use constant { PROXY => 'IKC:proxy', WAIT => 1, WAIT_MOST => 60 };    # in seconds

sub new {
    my ($class, $keeper, $message, $id) = @_;
    return bless {
        keeper => $keeper, transport => $keeper->{transport}, message => $message,
        id     => $id
    }, $class;
}

sub session_id { return $_[0]{transport}->session_id }
sub own_name   { return $_[0]{transport}->own_name }
sub is_ours    { return 1 }
sub close      {return}
sub go_on      { return $_[0]{message}->in_progress }

sub deliver {
    my ($self) = @_;
    my ($transport, $message) = @$self{qw(transport message)};
    my $address = $transport->_address($message->subject);
    my $data    = $address && eval { $transport->_common_thaw->($message->payload) };
    return $self->_drop('it cannot be read') if ref $data ne 'HASH';
    my ($from, $session, $event) = @$address;
    @$self{qw(from data name)} = ($from, $data, "poe:/$session/$event");
    my %message = (
        event  => { kernel => $transport->{id}, session => $session, state => $event },
        params => $self->_arguments($event),
        ask    => 1,
    );
    $message{from} = { %{ $data->{from} }, kernel => $from } if ref $data->{from} eq 'HASH';
    local $transport->{ikc}{message_id} = $self->{id};
    return $transport->{ikc}->received(\%message, $from, $self);
}

# A question has a list of arguments already; a message has one, and the word that its sender wanted back.
sub _arguments {
    my ($self, $event) = @_;
    my $data = $self->{data};
    return $data->{params} if $event eq PROXY or defined $data->{ask};
    return [ $data->{params}, defined $data->{args} && !ref $data->{args} ? $data->{args} : () ];
}

# The answer of the session here.
sub send {
    my ($self, $answer) = @_;
    return 1 if $self->{is_over};
    my ($status, $params) = @$answer{qw(status params)};
    return $self->_done($params) if ($status // '') eq 'ok';
    return $self->_failed($status, ref $params eq 'ARRAY' ? $params->[0] : undef);
}

sub _end {
    my ($self, $id) = @_;
    $self->{is_over} = 1;
    $self->{keeper}->over($self, $id);
    return 1;
}

sub _done {
    my ($self, $values) = @_;
    $self->{message}->ack;
    $self->_pass_on($values);
    return $self->_end($self->{id});
}

# To whoever asked, if it still is there.
sub _pass_on {
    my ($self, $values) = @_;
    my ($transport, $from, $data) = @$self{qw(transport from data)};
    return if !$transport->_kernel_of($from);
    if (defined $data->{ask}) {
        my $event = { kernel => $from, session => 'IKC', state => 'IKC:answer' };
        $transport->send(
            { event => $event, answer => $data->{ask}, status => 'ok', params => $values }, $from);
    } elsif (ref $data->{rsvp} eq 'HASH' and defined $values->[0]) {
        $transport->send({ event => $data->{rsvp}, params => $values->[0] }, $from);
    }
    return;
}

# It comes again, later each time, unless it has come often enough.
sub _failed {
    my ($self, $status, $text) = @_;
    my $tries = $self->{message}->deliveries || 1;
    my $most  = $self->{keeper}{max_tries};
    $text = 'it failed' if !defined $text or ref $text;
    chomp $text;
    return $self->_drop("it failed $tries times: $text") if $most and $tries >= $most;
    my $wait = WAIT * $tries;
    $self->{message}->nak($wait > WAIT_MOST ? WAIT_MOST : $wait);
    $self->_tell("a message for $self->{name} will come again: $text");
    return $self->_end;
}

sub _drop {
    my ($self, $why) = @_;
    $self->{message}->term;
    $self->_tell(
        'a message for ' . ($self->{name} // $self->{keeper}{session}) . " is given up: $why");
    return $self->_end;
}

sub _tell {
    my ($self, $text) = @_;
    $self->{transport}{ikc}->channel_error([ 'store', 0, $text ]);
    return;
}

1;
