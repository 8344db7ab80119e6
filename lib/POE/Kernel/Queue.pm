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
    return POE::Kernel->_data_ev_enqueue($to, $from, $name, $type, $args, @rest[0 .. 2], @rest[4, 5], $priority);
}

1;

__END__

=head1 NAME

POE::Kernel::Queue - the kernel's event queue as a POE::Queue

=head1 SYNOPSIS

    use POE;
    POE::Kernel->delay(tick => 10);
    my $queue = $poe_kernel->[POE::Kernel::KR_QUEUE];
    print $queue->get_item_count, "\n";
    print "$_->[2][POE::Kernel::EV_NAME]\n" for $queue->peek_items(sub { 1 });
    POE::Kernel->delay('tick');

=head1 DESCRIPTION

What C<< $poe_kernel->[POE::Kernel::KR_QUEUE] >> gives: an object with the methods of L<POE::Queue>
that works on the kernel's compiled queue. Items are C<[due time, ID, event record]>, made when they
are asked for; the record is laid out by the C<EV_*> constants. All methods but the first two walk
the whole queue: they are for looking, not for work.

=head1 METHODS

See L<POE::Queue>: C<adjust_priority>, C<dequeue_next>, C<enqueue>, C<get_item_count>,
C<get_next_priority>, C<new>, C<peek_items>, C<remove_item>, C<remove_items>, C<set_priority>.

=head1 DIFFERENCES FROM POE

Items are copies: changing a record does not change the event.

=head1 SEE ALSO

L<POE::Queue>, L<POE::Kernel>

=cut
