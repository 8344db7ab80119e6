package POE::Component::IKC::Transport::NATS::Receipts;

use strict;
use warnings;

our $VERSION = '2.000';

# A server tells nobody what became of a message. So each has a number, and who handled it says so now and then, in one
# message for many. What a kernel has not confirmed when it goes, or for long, may be lost: its sender is told.

use POE::Component::Client::NATS::JSON qw(data_of text_of);
use POE::XS                            ();
use POE::Component::IKC::Specifier     qw(specifier_name);

use constant { RANGES_MOST => 200, SECONDS => 0.1 };

# Of a message that is open.
use constant { TO => 0, EVENT => 1, SINCE => 2, QUESTION => 3 };

sub new {
    my ($class, $transport) = @_;
    return bless {
        transport => $transport,
        last      => 0,
        open      => {},                   # by number
        order     => [],                   # numbers, the oldest first
        handled   => {},                   # by sender: ranges of numbers
        now       => POE::XS::steady(),    # as of the last check, in seconds
    }, $class;
}

# ---- what is sent ----

sub count { return scalar keys %{ $_[0]{open} } }

# Their numbers rise.
sub sent {
    my ($self, $number, $to, $event, $question) = @_;
    $self->{open}{$number} = [ $to, $event, $self->{now}, $question ];
    push @{ $self->{order} }, $number;
    return;
}

sub confirmed {
    my ($self, $from, $text) = @_;
    my $ranges = data_of($text);
    return if ref $ranges ne 'ARRAY';
    my $open  = $self->{open};
    my $first = $self->{order}[0] // return;
    my $work  = 2 * ($self->{last} - $first + 1);    # no more than an honest kernel makes
    for my $range (@$ranges) {
        return if ref $range ne 'ARRAY' or grep { !defined or !/\A[0-9]{1,15}\z/ } @$range[ 0, 1 ];
        my ($low, $high) = @$range;
        $low  = $first        if $low < $first;
        $high = $self->{last} if $high > $self->{last};
        $work -= $high - $low + 1 if $high >= $low;
        last                      if $work < 0;
        for my $number ($low .. $high) {
            my $entry = $open->{$number} or next;
            next if ($entry->[TO] // $from) ne $from;
            delete $open->{$number};
            $self->{transport}{ikc}->question_is_at($entry->[QUESTION], $from)
                if defined $entry->[QUESTION];
        }
    }
    return $self->_forget_confirmed;
}

sub _forget_confirmed {
    my ($self) = @_;
    my ($open, $order) = @$self{qw(open order)};
    shift @$order while @$order and !$open->{ $order->[0] };
    return;
}

# ---- what may be lost ----

sub forget {
    my ($self, $id) = @_;
    my $open = $self->{open};
    my @lost = map { delete $open->{$_} }
        sort { $a <=> $b } grep { ($open->{$_}[TO] // '') eq $id } keys %$open;
    $self->_forget_confirmed;
    return $self->_report($id, 'the kernel is gone', @lost);
}

# This kernel leaves.
sub give_up {
    my ($self) = @_;
    my @lost = delete @{ $self->{open} }{ sort { $a <=> $b } keys %{ $self->{open} } };
    @{ $self->{order} } = ();
    return $self->_report('*', 'nobody confirmed it before this kernel left', @lost);
}

sub check {
    my ($self) = @_;
    my ($open, $order) = @$self{qw(open order)};
    my $now = $self->{now} = POE::XS::steady();
    my $old = $now - $self->{transport}{lost_after};
    $self->_forget_confirmed;
    my %lost;
    while (@$order) {
        my $entry = $open->{ $order->[0] };
        last                                           if $entry and $entry->[SINCE] > $old;
        push @{ $lost{ $entry->[TO] // '*' } }, $entry if $entry;
        delete $open->{ shift @$order };
    }
    $self->_report(
        $_, "nobody confirmed it within $self->{transport}{lost_after} s",
        @{ $lost{$_} }) for sort keys %lost;
    return;
}

sub _report {
    my ($self, $id, $why, @lost) = @_;
    my $ikc = $self->{transport}{ikc};
    my (%count, @names);
    for my $entry (@lost) {
        next if defined $entry->[QUESTION] and !$ikc->is_open($entry->[QUESTION]);
        my $name = specifier_name($entry->[EVENT]);
        push @names, $name if !$count{$name}++;
    }
    $ikc->channel_error([ 'lost', $count{$_}, "$count{$_} for $_ may be lost: $why" ], $id)
        for @names;
    $ikc->question_lost($_->[QUESTION]) for grep { defined $_->[QUESTION] } @lost;
    return;
}

# ---- what was handled here ----

sub came {
    my ($self, $from, $number) = @_;
    return if ref $number or $number !~ /\A[0-9]{1,15}\z/;
    my $ranges = $self->{handled}{$from} ||= [];
    if (@$ranges and $ranges->[-1][1] + 1 == $number) {
        $ranges->[-1][1] = $number;
        return;
    }
    push @$ranges, [ $number, $number ];
    return $self->put_out if @$ranges > RANGES_MOST;
    return                if $self->{is_due}++;
    $self->{transport}->wake_for_receipts(SECONDS);
    return;
}

sub put_out {
    my ($self) = @_;
    my ($transport, $handled) = @$self{qw(transport handled)};
    @$self{qw(handled is_due)} = ({}, 0);
    for my $from (sort keys %$handled) {
        $transport->{client}->publish(
            $transport->_subject($from, 'IKC', 'IKC:receipts'),
            text_of($handled->{$from}));
    }
    return;
}

1;
