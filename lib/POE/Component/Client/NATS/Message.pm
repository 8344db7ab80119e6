package POE::Component::Client::NATS::Message;

# A message that came: the record of POE::Filter::NATS, with the client behind it.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Filter::NATS ();

use constant { SUBJECT => 1, REPLY => 3, BLOCK => 4, PAYLOAD => 5, CLIENT => 6, READ => 7 };

sub subject { return $_[0][SUBJECT] }
sub reply   { return $_[0][REPLY] }
sub payload { return $_[0][PAYLOAD] }
sub client  { return $_[0][CLIENT] }

sub _read {
    my ($self) = @_;
    return $self->[READ] //= [ POE::Filter::NATS::read_headers($self->[BLOCK]) ];
}

# Three digits that servers and consumers put before a message which is none of a publisher's.
sub status      { return defined $_[0][BLOCK] ? $_[0]->_read->[0] : undef }
sub status_text { return defined $_[0][BLOCK] ? $_[0]->_read->[1] : undef }

# Pairs, as they came.
sub headers {
    my ($self) = @_;
    return defined $self->[BLOCK] ? @{ $self->_read->[2] || [] } : ();
}

# The first of that name; all of them in a list.
sub header {
    my ($self, $name) = @_;
    my @pairs = $self->headers;
    my @found = map { $pairs[ $_ + 1 ] } grep { !($_ & 1) && $pairs[$_] eq $name } 0 .. $#pairs;
    return wantarray ? @found : $found[0];
}

sub respond {
    my ($self, $payload, %option) = @_;
    my $reply = $self->[REPLY];
    return 0 if !defined $reply or !length $reply;
    return $self->[CLIENT]->publish($reply, $payload, %option);
}

1;
