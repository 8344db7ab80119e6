package POE::Component::Client::NATS::JetStream::Message;

# A message out of a stream: its reply subject says where it stands, and takes what became of it.

use strict;
use warnings;

our $VERSION = '2.000';
our @ISA     = ('POE::Component::Client::NATS::Message');

use POE::Component::Client::NATS::JSON    qw(text_of);
use POE::Component::Client::NATS::Message ();

use constant DETAILS => 8;

# Newer servers have the domain and the account in front of the stream.
sub details {
    my ($self) = @_;
    return $self->[DETAILS] //= do {
        my @words = split /\./, $self->reply // '';
        splice @words, 0, @words >= 11 ? 4 : 2;
        my %details;
        @details{qw(stream consumer deliveries stream_seq consumer_seq time pending)} = @words;
        $details{time} = defined $details{time} ? $details{time} / 1e9 : undef;
        \%details;
    };
}

sub seq        { return $_[0]->details->{stream_seq} }
sub deliveries { return $_[0]->details->{deliveries} }

# It is done; with who is to be told when the server knows.
sub ack {
    my ($self, @option) = @_;
    return $self->client->request($self->reply, '+ACK', @option) if @option;
    return $self->client->publish($self->reply, '+ACK');
}

# Again, at once or later.
sub nak {
    my ($self, $seconds) = @_;
    my $delay
        = $seconds
        ? ' ' . text_of({ delay => POE::Component::Client::NATS::JetStream::nanoseconds($seconds) })
        : '';
    return $self->client->publish($self->reply, "-NAK$delay");
}

# Never again.
sub term { return $_[0]->client->publish($_[0]->reply, '+TERM') }

# It takes longer.
sub in_progress { return $_[0]->client->publish($_[0]->reply, '+WPI') }

1;
