package POE::Component::Client::NATS::JetStream::Pull;

# Messages of a pull consumer: asked for before they run out, and again after whatever ends the asking.

use strict;
use warnings;

our $VERSION  = '2.000';
our @ISA      = ('POE::Component::Client::NATS::JetStream::Flow');
our @CARP_NOT = qw(POE::Component::Client::NATS::JetStream);

use Carp         qw(croak);
use Scalar::Util qw(weaken);

use POE::Component::Client::NATS::Failure ();
use POE::Component::Client::NATS::JSON    qw(text_of);
use POE::Component::Client::NATS::JetStream::Flow;

my @options = qw(window expires heartbeat no_wait limit);

sub new {
    my ($class, $jetstream, $stream, $consumer, %option) = @_;
    my $self = bless { window => 100, expires => 30, heartbeat => 5, pulls => 0, wanted => 0 },
        $class;
    $self->set_up($jetstream, \%option);
    for my $name (grep { exists $option{$_} } @options) {
        $self->{$name} = delete $option{$name};
    }
    my ($unknown) = sort keys %option;
    croak "consume: there is no option '$unknown'" if defined $unknown;
    $self->{heartbeat} = $self->{expires} / 3 if $self->{heartbeat} * 2 > $self->{expires};
    $self->{subject}   = "$jetstream->{prefix}.CONSUMER.MSG.NEXT.$stream.$consumer";
    $self->{inbox}     = $self->{client}->new_inbox;
    weaken(my $weak = $self);
    $self->{subscription}
        = $self->{client}
        ->subscribe("$self->{inbox}.*", callback => sub { $weak->_got($_[0]) if $weak });
    $self->watch($self->{heartbeat} * 2.5);
    $self->_fill;
    return $self;
}

# As many as the window has room for, once it is half empty.
sub _fill {
    my ($self) = @_;
    my $room = $self->{window} - $self->{wanted};
    $room = $self->{limit} - $self->delivered - $self->{wanted}
        if defined $self->{limit} and $self->{limit} - $self->delivered < $room + $self->{wanted};
    return if $self->{is_over} or $room <= 0 or $self->{wanted} > $self->{window} / 2;
    return if !$self->{client}->is_connected;
    my $question = {
        batch => $room,
        map { $_->[0] => POE::Component::Client::NATS::JetStream::nanoseconds($self->{ $_->[1] }) }
            [ expires => 'expires' ],
        [ idle_heartbeat => 'heartbeat' ] };
    $self->{wanted} += $room;
    my $pull = ++$self->{pulls};
    $self->{client}->publish($self->{subject}, text_of($question), reply => "$self->{inbox}.$pull");
    return;
}

# The old connection's questions went with it; so did those of a server that keeps silent.
sub begin_anew {
    my ($self) = @_;
    $self->{wanted} = 0;
    $self->heard;
    return $self->_fill;
}

sub is_silent { return $_[0]->begin_anew }

sub _got {
    my ($self, $message) = @_;
    $self->heard;
    my $status = $message->status;
    return $self->_got_status($status, $message) if defined $status and !length $message->payload;
    $self->{wanted}--                            if $self->{wanted} > 0;
    my $is_last = defined $self->{limit} && $self->delivered + 1 >= $self->{limit};
    $self->hand_over($message);
    return $self->stop if $is_last;
    return $self->_fill;
}

my $final = qr/\A(?:Consumer Deleted|Consumer is push based)/i;

# The end of a question says how many of its messages did not come.
sub _got_status {
    my ($self, $status, $message) = @_;
    return if $status == 100;
    my $text = $message->status_text;
    return $self->fail(POE::Component::Client::NATS::Failure->new(consumer => "$status $text"))
        if $status == 409 and $text =~ $final
        or $status == 400;
    my $left = $message->header('Nats-Pending-Messages');
    $self->{wanted} = defined $left && $left < $self->{wanted} ? $self->{wanted} - $left : 0;
    return $self->_fill if $status == 408;
    weaken(my $weak = $self);
    $self->{client}{timer}->add(0.3, sub { $weak->_fill if $weak });
    return;
}

1;
