package POE::Component::Client::NATS::JetStream::Publishing;

# A message on its way into a stream, until the server says that it is there. It has an id, so that it is
# sent again where the outcome is unknown, and stored once.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Component::Client::NATS::JetStream);

use Carp qw(croak);

use POE::Component::Client::NATS::Failure ();
use POE::Component::Client::NATS::JSON    qw(data_of);

# For how long one try waits, and how long after it the next one comes.
use constant { WAIT => 5, AGAIN => 0.25 };

my %header = (
    expect_stream                => 'Nats-Expected-Stream',
    expect_last_sequence         => 'Nats-Expected-Last-Sequence',
    expect_last_subject_sequence => 'Nats-Expected-Last-Subject-Sequence',
    expect_last_id               => 'Nats-Expected-Last-Msg-Id',
    rollup                       => 'Nats-Rollup',
);

my $count = 0;

sub begin {
    my ($jetstream, $subject, $payload, $answer, %option) = @_;
    my ($timeout, $headers, $id) = delete @option{qw(timeout headers id)};
    my ($unknown) = grep { !$header{$_} } sort keys %option;
    croak "publish: there is no option '$unknown'" if defined $unknown;
    my $client = $jetstream->client;
    $id //= $client->{requests}->inbox . '.' . ++$count;
    my @headers = ('Nats-Msg-Id' => $id, map { $header{$_} => $option{$_} } sort keys %option);
    push @headers,
        ref $headers eq 'HASH' ? POE::Filter::NATS::_pairs_of($headers) : @{ $headers || [] };
    my $self = {
        client   => $client,
        message  => [ $subject, $payload, POE::Filter::NATS::header_block(\@headers) ],
        answer   => $answer,
        deadline => $client->{timer}->now + ($timeout // $client->{request_timeout}),
    };
    return _try($self);
}

sub _left { return $_[0]{deadline} - $_[0]{client}{timer}->now }

sub _try {
    my ($self) = @_;
    my ($subject, $payload, $headers) = @{ $self->{message} };
    my $left = _left($self);
    return $self->{answer}->(undef, _unknown($self)) if $left <= 0;
    $self->{client}->request(
        $subject, $payload,
        headers  => $headers,
        timeout  => $left < WAIT ? $left : WAIT,
        callback => sub { _got_answer($self, @_) },
    );
    return;
}

sub _unknown {
    my ($self) = @_;
    my $failure = $self->{failure};
    return $failure if $failure and $failure->kind eq 'nobody' and !$self->{may_be_there};
    return POE::Component::Client::NATS::Failure->new(
        unknown => "no stream told that it has the message for $self->{message}[0]",
        cause   => $failure
    );
}

my %is_open = map { $_ => 1 } qw(unknown timeout nobody);

sub _got_answer {
    my ($self, $message, $failure) = @_;
    return _again($self, $failure)            if $failure and $is_open{ $failure->kind };
    return $self->{answer}->(undef, $failure) if $failure;
    my $ack   = data_of($message->payload);
    my $error = POE::Component::Client::NATS::JetStream::_is_failure($ack);
    return _again($self, $error)
        if $error
        and ($error->{code} // 0) == 503
        and $error->{err_code} != 10077;
    return $self->{answer}->(undef, $error) if $error;
    return $self->{answer}->(
        { stream => $ack->{stream}, seq => $ack->{seq}, duplicate => $ack->{duplicate} ? 1 : 0 });
}

sub _again {
    my ($self, $failure) = @_;
    $self->{may_be_there} = 1 if $failure->kind ne 'nobody';
    $self->{failure}      = $failure;
    return $self->{answer}->(undef, _unknown($self)) if _left($self) <= AGAIN;
    $self->{client}{timer}->add(AGAIN, sub { _try($self) });
    return;
}

1;
