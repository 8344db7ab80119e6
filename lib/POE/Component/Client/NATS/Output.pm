package POE::Component::Client::NATS::Output;

# What is to be written, in the order in which it was asked for, and what became of it. Messages are
# counted: up to which one they were handed to the socket, and up to which one the server has
# certainly read them. What a connection's end leaves in between has an unknown outcome.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Component::Client::NATS POE::Component::Client::NATS::Message);

use POE::Filter::NATS ();

# Segments: octets; how many messages they are; the largest of those; for operations that are worth
# nothing on another connection, what waits for the PONGs of the PINGs among them.
use constant { OCTETS => 0, COUNT => 1, LARGEST => 2, WAITING => 3 };

# Octets of a segment, and of what is handed to the socket at a time: no more than that is uncertain.
use constant { SEGMENT => 65_536, AT_A_TIME => 262_144 };

sub new {
    my ($class) = @_;
    return bless {
        segments  => [],
        octets    => 0,  # in segments
        taken     => 0,  # messages so far
        handed    => 0,  # of them, those that were handed to the socket
        confirmed => 0,  # of them, those that the server has
        asked     => [], # for each PING that was written: what waits, how many messages came before
        tracked   => [], # number of a message, who wants to know
        others    => {}, # numbers of messages that somebody else watches
    }, $class;
}

# The number of the message that was added, or what it is too large by.
sub publish {
    my ($self, $most) = splice @_, 0, 2;
    my $segment = $self->{segments}[-1];
    $segment = $self->_add_segment
        if !$segment
        or $segment->[WAITING]
        or length $segment->[OCTETS] > SEGMENT;
    my $before = length $segment->[OCTETS];
    my $size   = POE::Filter::NATS::_publish($segment->[OCTETS], @_[ 0 .. 3 ], $most);
    return (0, $size) if $size > $most;
    $self->{octets} += length($segment->[OCTETS]) - $before;
    $segment->[LARGEST] = $size if $size > $segment->[LARGEST];
    $segment->[COUNT]++;
    return ++$self->{taken};
}

sub _add_segment {
    my ($self, @waiting) = @_;
    push @{ $self->{segments} }, [ '', 0, 0, @waiting ];
    return $self->{segments}[-1];
}

# Operations other than messages.
sub control {
    my ($self, $octets, @waiting) = @_;
    my $segment = $self->{segments}[-1];
    $segment = $self->_add_segment([]) if !$segment or !$segment->[WAITING];
    $segment->[OCTETS] .= $octets;
    $self->{octets} += length $octets;
    push @{ $segment->[WAITING] }, @waiting;
    return;
}

sub ping {
    my ($self, $code) = @_;
    return $self->control("PING\r\n", $code);
}

# The next octets for the socket; a PING among them asks whether all before it arrived, unless one is
# under way already.
sub hand_over {
    my ($self) = @_;
    my $octets = '';
    while (my $segment = $self->{segments}[0]) {
        last if length $octets and length($octets) + length $segment->[OCTETS] > AT_A_TIME;
        shift @{ $self->{segments} };
        $octets .= $segment->[OCTETS];
        $self->{octets} -= length $segment->[OCTETS];
        $self->{handed} += $segment->[COUNT];
        push @{ $self->{asked} }, map { [ $_, $self->{handed} ] } @{ $segment->[WAITING] || [] };
    }
    return $octets if $self->{handed} == $self->{confirmed} or @{ $self->{asked} };
    push @{ $self->{asked} }, [ undef, $self->{handed} ];
    return $octets . "PING\r\n";
}

# A PONG: false if there was no PING.
sub answered {
    my ($self) = @_;
    my $asked = shift @{ $self->{asked} } or return 0;
    my ($code, $number) = @$asked;
    $self->confirm($number);
    $code->(1) if $code;
    return 1;
}

# More than was asked for may need asking, when no PING is left to do it.
sub is_uncertain { return $_[0]{handed} > $_[0]{confirmed} && !@{ $_[0]{asked} } }

# The server took this message, so all before it.
sub confirm {
    my ($self, $number) = @_;
    return if $number <= $self->{confirmed};
    $self->{confirmed} = $number;
    my $tracked = $self->{tracked};
    while (@$tracked and $tracked->[0][0] <= $number) {
        my (undef, $answer) = @{ shift @$tracked };
        $answer->(1);
    }
    return;
}

sub track {
    my ($self, $number, $answer) = @_;
    push @{ $self->{tracked} }, [ $number, $answer ];
    return;
}

# Somebody else hears of this message's end, until it is confirmed.
sub leave_to_other {
    my ($self, $number) = @_;
    $self->{others}{$number} = 1;
    $self->_forget_others if keys %{ $self->{others} } > 10_000;
    return;
}

sub _forget_others {
    my ($self) = @_;
    delete @{ $self->{others} }{ grep { $_ <= $self->{confirmed} } keys %{ $self->{others} } };
    return;
}

# The connection is gone: what was asked of it is void. Returns how many messages have an unknown
# outcome of which nobody else hears, and the answers that wait: for such messages, for PONGs.
sub cut {
    my ($self) = @_;
    $self->_forget_others;
    my ($tracked, $handed) = @$self{qw(tracked handed)};
    my @unknown;
    push @unknown, (shift @$tracked)->[1] while @$tracked and $tracked->[0][0] <= $handed;
    my $others = grep { $_ <= $handed } keys %{ $self->{others} };
    my $count  = $handed - $self->{confirmed} - @unknown - $others;
    my @asked  = grep {defined} map { $_->[0] } @{ $self->{asked} };
    push @asked, grep {defined} map { @{ $_->[WAITING] || [] } } @{ $self->{segments} };
    @{ $self->{segments} } = grep { !$_->[WAITING] } @{ $self->{segments} };
    $self->{octets} = 0;
    $self->{octets} += length $_->[OCTETS] for @{ $self->{segments} };
    $self->{asked}     = [];
    $self->{confirmed} = $handed;
    return ($count > 0 ? $count : 0, \@unknown, \@asked);
}

# Nothing will be written any more. Returns the same for what was not handed over.
sub discard {
    my ($self)  = @_;
    my @tracked = map  { $_->[1] } splice @{ $self->{tracked} };
    my $others  = grep { $_ > $self->{handed} } keys %{ $self->{others} };
    my $count   = $self->{taken} - $self->{handed} - @tracked - $others;
    @$self{qw(segments octets)} = ([], 0);
    $self->{handed} = $self->{confirmed} = $self->{taken};
    return ($count > 0 ? $count : 0, \@tracked);
}

# Messages that are larger than what this server takes would end the connection. Their numbers.
sub drop_larger {
    my ($self, $most)      = @_;
    my ($number, @dropped) = ($self->{handed});
    for my $segment (@{ $self->{segments} }) {
        push @dropped, _sift($segment, $most, $number) if $segment->[LARGEST] > $most;
        $number += $segment->[COUNT];
    }
    return @dropped;
}

# Those who track messages of these numbers: they will not be sent.
sub forget {
    my ($self, @numbers) = @_;
    my %is   = map  { $_ => 1 } @numbers;
    my @gone = grep { $is{ $_->[0] } } @{ $self->{tracked} };
    @{ $self->{tracked} } = grep { !$is{ $_->[0] } } @{ $self->{tracked} };
    return map { $_->[1] } @gone;
}

# Each keeps its number: nothing takes the place of one that is dropped.
sub _sift {
    my ($segment, $most, $number) = @_;
    my $filter = POE::Filter::NATS->new;
    my ($octets, $size, @dropped) = ('', 0);
    for my $record (@{ $filter->get([ $segment->[OCTETS] ]) }) {
        $number++;
        $size = length($record->[4] // '') + length $record->[5];
        if ($size > $most) { push @dropped, $number; next }
        $octets .= $_ for @{ $filter->put([$record]) };
    }
    @$segment[ OCTETS, LARGEST ] = ($octets, $most);
    return @dropped;
}

1;
