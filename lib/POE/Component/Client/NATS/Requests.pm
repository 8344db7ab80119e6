package POE::Component::Client::NATS::Requests;

# Questions of a client, whose answers all come to one subscription: the last word of the subject is a
# question's number.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Component::Client::NATS);

use POE::Component::Client::NATS::Failure ();

# That nobody is there may be old news: a server of a cluster hears of subscriptions at others a little later.
use constant { TRIES => 3, AGAIN => 0.25 };

use constant { ANSWER => 0, NUMBER => 1, TRIED => 2, MESSAGE => 3 };

sub new {
    my ($class, $client) = @_;
    return bless { open => {}, count => 0, inbox => $client->new_inbox }, $class;
}

sub inbox { return $_[0]{inbox} }

sub begin {
    my ($self, $client, $answer, $message, $timeout) = @_;
    my $id       = ++$self->{count};
    my $question = $self->{open}{$id} = [ $answer, 0, 1, $message ];
    $client->_subscribe_to_answers                       if !$client->{is_closing};
    return $self->_give_up($client, $id, $client->error) if !$self->_send($client, $id, $question);
    $client->{timer}->add($timeout, sub { $self->_is_late($client, $id, $timeout) });
    return $id;
}

sub _send {
    my ($self, $client, $id, $question) = @_;
    my ($subject, $payload, $headers) = @{ $question->[MESSAGE] };
    my $number = $client->_take($subject, "$self->{inbox}.$id", $headers, $payload) or return 0;
    $client->{output}->leave_to_other($number);
    $question->[NUMBER] = $number;
    return 1;
}

sub _give_up {
    my ($self, $client, $id, $failure) = @_;
    my $question = delete $self->{open}{$id} or return;
    $question->[ANSWER]->(undef, $failure);
    return;
}

sub _is_late {
    my ($self, $client, $id, $timeout) = @_;
    my $question = $self->{open}{$id} or return;
    return $self->_give_up($client, $id, _nobody($question)) if $question->[TRIED] > 1;
    my $failure = POE::Component::Client::NATS::Failure->new(
        timeout => "$question->[MESSAGE][0] did not answer within $timeout s");
    return $self->_give_up($client, $id, $failure);
}

sub forget {
    my ($self, $id) = @_;
    delete $self->{open}{$id};
    return;
}

sub got_answer {
    my ($self, $client, $message) = @_;
    my ($id)     = $message->[1] =~ /\.([0-9]+)\z/ or return;
    my $question = $self->{open}{$id}              or return;
    $client->{output}->confirm($question->[NUMBER]);
    return $self->_nobody_is_there($client, $id, $question)
        if defined $message->[4]
        and !length $message->[5]
        and ($message->status // 0) == 503;
    delete $self->{open}{$id};
    $question->[ANSWER]->($message);
    return;
}

sub _nobody_is_there {
    my ($self, $client, $id, $question) = @_;
    return $client->{timer}->add(AGAIN, sub { $self->_try_again($client, $id) })
        if $question->[TRIED]++ < TRIES;
    return $self->_give_up($client, $id, _nobody($question));
}

sub _nobody {
    my ($question) = @_;
    return POE::Component::Client::NATS::Failure->new(
        nobody => "nobody takes messages for $question->[MESSAGE][0]");
}

sub _try_again {
    my ($self, $client, $id) = @_;
    my $question = $self->{open}{$id} or return;
    $self->_send($client, $id, $question) or $self->_give_up($client, $id, $client->error);
    return;
}

# The connection is gone: those that were written may have been served, the answer is lost.
sub cut {
    my ($self, $client, $handed, $failure) = @_;
    my $open = $self->{open};
    for my $id (sort { $a <=> $b } grep { $open->{$_}[NUMBER] <= $handed } keys %$open) {
        my $unknown = POE::Component::Client::NATS::Failure->new(
            unknown => "the connection ended before the answer: $failure", cause => $failure);
        $self->_give_up($client, $id, $unknown);
    }
    return;
}

sub end {
    my ($self, $client, $failure) = @_;
    $self->_give_up($client, $_, $failure) for sort { $a <=> $b } keys %{ $self->{open} };
    return;
}

# Messages of these numbers will not be sent. Returns how many of them were questions.
sub give_up_numbers {
    my ($self, $client, $failure, @numbers) = @_;
    my %is  = map  { $_ => 1 } @numbers;
    my @ids = grep { $is{ $self->{open}{$_}[NUMBER] } } sort { $a <=> $b } keys %{ $self->{open} };
    $self->_give_up($client, $_, $failure) for @ids;
    return scalar @ids;
}

# The server forbids the subject.
sub refuse {
    my ($self, $client, $subject, $failure) = @_;
    my $open = $self->{open};
    $self->_give_up($client, $_, $failure)
        for grep { $open->{$_}[MESSAGE][0] eq $subject } sort { $a <=> $b } keys %$open;
    return;
}

1;
