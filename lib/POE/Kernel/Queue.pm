package POE::Kernel::Queue;

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Queue;

our @ISA = ('POE::Queue');

# The kernel's own queue in the form of a POE::Queue. It holds nothing: each method looks into the
# kernel, whose records are made anew each time.

sub new { return bless [], shift }

sub _items { return POE::Kernel->_queue_items }

sub _find {
    my ($self, $id) = @_;
    my ($item) = grep { $_->[1] == $id } _items();
    return $item;
}

sub get_item_count    { return POE::Kernel->get_event_count }
sub get_next_priority { return POE::Kernel->get_next_event_time }

sub peek_items {
    my ($self, $filter, $count) = @_;
    my @found;
    for my $item (reverse _items()) {
        next unless $filter->($item->[2]);
        unshift @found, $item;
        last if $count and @found == $count;
    }
    return @found;
}

sub remove_items {
    my ($self, $filter, $count) = @_;
    my @found = $self->peek_items($filter, $count);
    POE::Kernel->_queue_remove($_->[1]) for @found;
    return @found;
}

sub _mine {
    my ($self, $id, $filter) = @_;
    my $item = $self->_find($id);
    return $item if $item and $filter->($item->[2]);
    $! = $item ? POE::Kernel::EPERM() : POE::Kernel::ESRCH();
    return;
}

sub remove_item {
    my ($self, $id, $filter) = @_;
    my $item = $self->_mine($id, $filter) or return;
    POE::Kernel->_queue_remove($id);
    return @$item;
}

sub dequeue_next {
    my ($self) = @_;
    my ($item) = _items() or return;
    POE::Kernel->_queue_remove($item->[1]);
    return @$item;
}

sub adjust_priority {
    my ($self, $id, $filter, $delta) = @_;
    my $item = $self->_mine($id, $filter) or return;
    POE::Kernel->_queue_move($id, $item->[0] + $delta);
    return $item->[0] + $delta;
}

sub set_priority {
    my ($self, $id, $filter, $priority) = @_;
    my $item = $self->_mine($id, $filter) or return;
    POE::Kernel->_queue_move($id, $priority);
    return $priority;
}

sub enqueue {
    my ($self, $priority, $event) = @_;
    my ($to, $from, $name, $type, $args, @rest) = @$event;
    return POE::Kernel->_data_ev_enqueue(
        $to, $from, $name, $type, $args, @rest[ 0 .. 2 ],
        @rest[ 4, 5 ], $priority
    );
}

1;

__END__

=head1 NAME

POE::Kernel::Queue - the kernel's event queue as a POE::Queue

=head1 SYNOPSIS

=for example

    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->delay($_ => 10) for 'a', 'b'; $_[KERNEL]->yield('look') },
            look   => sub {
                my $queue  = $poe_kernel->[POE::Kernel::KR_QUEUE];
                my @alarms = $queue->peek_items(
                    sub { $_[0][POE::Kernel::EV_TYPE] == POE::Kernel::ET_ALARM });
                print "$_->[POE::Kernel::ITEM_PAYLOAD][POE::Kernel::EV_NAME]\n" for @alarms;
                $_[KERNEL]->alarm_remove_all;
            },
        },
    );
    POE::Kernel->run;
    # prints:
    #   a
    #   b

=head1 DESCRIPTION

What C<< $poe_kernel->[POE::Kernel::KR_QUEUE] >> gives: an object with the methods of L<POE::Queue>
that works on the kernel's compiled queue. Items are C<[due time, ID, event record]>, made when they
are asked for; the record is laid out by the C<EV_*> constants. All methods but C<get_item_count>
and C<get_next_priority> walk the whole queue: they are for looking, not for work.

=head1 METHODS

L<POE::Queue> describes what they have in common, such as filters and errors.

=head2 adjust_priority($id, $filter, $delta)

Moves an event by C<$delta> seconds and returns its new time.

=head2 dequeue_next()

Takes the first event out, whether it is due or not. Returns its time, ID and record; an empty list
if there is none. The event is lost.

=head2 enqueue($time, $record)

Queues an event that is described by a record and returns its ID.

=head2 get_item_count()

Returns the number of queued events.

=head2 get_next_priority()

Returns the time at which the first event is due; undef if there is none.

=head2 new()

Returns another such object, for the same queue.

=head2 peek_items($filter [, $count])

Returns the items whose records pass the filter, in the order of the queue; with C<$count> the last
ones of them.

=head2 remove_item($id, $filter)

Takes one event out. Returns its time, ID and record.

=head2 remove_items($filter [, $count])

As C<peek_items>, but takes the events out.

=head2 set_priority($id, $filter, $time)

Moves an event to a time in seconds since the epoch, and returns that.

=head1 DIFFERENCES FROM POE

Items are copies: changing a record does not change the event. C<set_priority> asks its filter in
any case, and an event that is moved to the time it has goes behind others of that time.

=head1 SEE ALSO

L<POE::Queue>, L<POE::Kernel>

=cut
