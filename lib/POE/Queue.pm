package POE::Queue;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp ();

sub new {
    my ($class) = @_;
    Carp::croak("$class is a virtual base class and not meant to be used directly");
}

1;

__END__

=head1 NAME

POE::Queue - what a priority queue for POE must do

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE::Queue::Array;

    my $queue = POE::Queue::Array->new;
    $queue->enqueue(20, 'second');
    my $id = $queue->enqueue(30, 'third, until it is moved');
    $queue->enqueue(10, 'first');
    $queue->set_priority($id, sub { $_[0] =~ /moved/ }, 5);

    while (my ($priority, $id, $payload) = $queue->dequeue_next) {
        print "$priority: $payload\n";
    }

=head1 DESCRIPTION

This is the interface; L<POE::Queue::Array> is an implementation, and a class of your own may be
another. A queue holds I<items>. An item is a reference to an array of three fields:

=over 4

=item priority

Any number. The item with the lowest comes out first; of equals, the one that has had that priority
for longest.

=item id

A positive integer that the queue gives. No two items have the same, in any queue of the process.

=item payload

Any scalar. The queue does not look into it.

=back

Several methods take a I<filter>, a code reference which is called with the payload as its only
argument and returns whether the method may have that item. A filter must not change the queue.

Where a method names an item by its id and fails, it returns the empty list (undef in scalar
context) and sets C<$!>: to C<ESRCH> if the queue has no item of that id, to C<EPERM> if the filter
said no.

=head1 METHODS

=head2 adjust_priority($id, $filter, $delta)

Adds the number C<$delta> to an item's priority and returns the result. With 0 the item keeps its
place among its equals; the filter is asked all the same. Errors: C<ESRCH>, C<EPERM>.

=head2 dequeue_next()

Takes the first item out and returns its priority, id and payload; in scalar context the payload
alone. The empty list if there is none.

=head2 enqueue($priority, $payload)

Adds an item and returns its id.

=head2 get_item_count()

Returns the number of items.

=head2 get_next_priority()

Returns the priority of the first item, undef if there is none.

=head2 new()

Returns an empty queue. POE::Queue itself has this method only, and it dies with
C<CLASS is a virtual base class and not meant to be used directly>: an implementation has its own.

=head2 peek_items($filter [, $count])

Returns the items that pass the filter, in the order of the queue, and leaves them there. The
references returned are the items themselves. The queue is searched from its end, so that with
C<$count>, the most items wanted, the last ones are returned; undef or 0 means all.

=head2 remove_item($id, $filter)

Takes one item out and returns its priority, id and payload; in scalar context, a true value.
Errors: C<ESRCH>, C<EPERM>.

=head2 remove_items($filter [, $count])

As peek_items, but takes the items out.

=head2 set_priority($id, $filter, $priority)

Gives an item a new priority and returns it. An item that has this priority already stays where it
is, and the filter is not asked. Errors: C<ESRCH>, C<EPERM>.

=head1 DIFFERENCES FROM POE

None.

=head1 SEE ALSO

L<POE::Queue::Array>, L<POE::Kernel>.

=cut
