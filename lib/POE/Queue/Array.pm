package POE::Queue::Array;

use strict;
use warnings;

our $VERSION = '2.000';

use Errno qw(ESRCH EPERM);

# Named here without loading it: the base class has nothing to inherit but a refusal.
our @ISA = ('POE::Queue');

use constant { ITEM_PRIORITY => 0, ITEM_ID => 1, ITEM_PAYLOAD => 2 };

# The items stand in order in a row of buckets, short arrays of which none is empty. Whatever
# happens to one item moves at most a bucket full of others. HOME finds the bucket of an id.
use constant { BUCKETS => 0, HOME => 1 };
use constant BUCKET_SIZE => 32;

my $last_id = 0;

sub import {
    my $caller = caller;
    no strict 'refs';
    *{"${caller}::$_"} = \&$_ for qw(ITEM_PRIORITY ITEM_ID ITEM_PAYLOAD);
    return;
}

sub new {
    my ($class) = @_;
    return bless [ [], {} ], $class;
}

sub enqueue {
    my ($self, $priority, $payload) = @_;
    my $id = ++$last_id;
    $self->_insert([ $priority, $id, $payload ]);
    return $id;
}

sub dequeue_next {
    my ($self) = @_;
    my $bucket = $self->[BUCKETS][0] or return;
    my $item   = shift @$bucket;
    shift @{ $self->[BUCKETS] } unless @$bucket;
    delete $self->[HOME]{ $item->[ITEM_ID] };
    return @$item[ ITEM_PRIORITY, ITEM_ID, ITEM_PAYLOAD ];
}

sub get_next_priority {
    my ($self) = @_;
    my $bucket = $self->[BUCKETS][0];
    return $bucket ? $bucket->[0][ITEM_PRIORITY] : undef;
}

sub get_item_count {
    my ($self) = @_;
    return scalar keys %{ $self->[HOME] };
}

sub remove_item {
    my ($self, $id, $filter) = @_;
    my $item = $self->_find($id) or return;
    _allows($filter, $item) or return;
    $self->_take_out($item);
    return @$item;
}

# All filters are called before anything is changed, so that one which dies leaves the queue whole.
sub remove_items {
    my ($self, $filter, $count) = @_;
    my @items = $self->peek_items($filter, $count) or return;
    my %gone  = map { ($_->[ITEM_ID] => 1) } @items;
    delete @{ $self->[HOME] }{ keys %gone };
    for my $bucket (@{ $self->[BUCKETS] }) {
        @$bucket = grep { !$gone{ $_->[ITEM_ID] } } @$bucket;
    }
    @{ $self->[BUCKETS] } = grep { scalar @$_ } @{ $self->[BUCKETS] };
    return @items;
}

sub peek_items {
    my ($self, $filter, $count) = @_;
    my @found;
    BUCKET: for my $bucket (reverse @{ $self->[BUCKETS] }) {
        for my $item (reverse @$bucket) {
            next unless $filter->($item->[ITEM_PAYLOAD]);
            push @found, $item;
            last BUCKET if $count and @found >= $count;
        }
    }
    @found = reverse @found;
    return @found;
}

sub adjust_priority {
    my ($self, $id, $filter, $delta) = @_;
    my $item = $self->_find($id) or return;
    _allows($filter, $item) or return;
    return $self->_move($item, $item->[ITEM_PRIORITY] + $delta);
}

sub set_priority {
    my ($self, $id, $filter, $priority) = @_;
    my $item = $self->_find($id) or return;
    return $priority if $item->[ITEM_PRIORITY] == $priority;
    _allows($filter, $item) or return;
    return $self->_move($item, $priority);
}

sub _find {
    my ($self, $id) = @_;
    if (my $bucket = defined $id ? $self->[HOME]{$id} : undef) {
        $_->[ITEM_ID] == $id and return $_ for @$bucket;
    }
    $! = ESRCH;
    return;
}

sub _allows {
    my ($filter, $item) = @_;
    return 1 if $filter->($item->[ITEM_PAYLOAD]);
    $! = EPERM;
    return;
}

sub _move {
    my ($self, $item, $priority) = @_;
    return $priority if $priority == $item->[ITEM_PRIORITY];
    $self->_take_out($item);
    $item->[ITEM_PRIORITY] = $priority;
    $self->_insert($item);
    return $priority;
}

# Most items belong at the end, behind everything queued before: no search then.
sub _insert {
    my ($self, $item) = @_;
    my $buckets = $self->[BUCKETS];
    my $last    = $buckets->[-1];
    if (!$last or $last->[-1][ITEM_PRIORITY] <= $item->[ITEM_PRIORITY]) {
        push @$buckets, $last = [] if !$last or @$last >= BUCKET_SIZE;
        push @$last, $item;
        $self->[HOME]{ $item->[ITEM_ID] } = $last;
        return;
    }
    return $self->_insert_before_end($item);
}

# The bucket it goes to is the last whose first item may stand before it.
sub _insert_before_end {
    my ($self, $item) = @_;
    my $buckets = $self->[BUCKETS];
    my $index   = _bucket_after($buckets, $item->[ITEM_PRIORITY]);
    $index-- if $index;
    my $bucket = $buckets->[$index];
    splice @$bucket, _place_after($bucket, $item->[ITEM_PRIORITY]), 0, $item;
    $self->[HOME]{ $item->[ITEM_ID] } = $bucket;
    $self->_split($index) if @$bucket > BUCKET_SIZE;
    return;
}

sub _split {
    my ($self, $index) = @_;
    my $bucket = $self->[BUCKETS][$index];
    my $upper  = [ splice @$bucket, @$bucket >> 1 ];
    $self->[HOME]{ $_->[ITEM_ID] } = $upper for @$upper;
    splice @{ $self->[BUCKETS] }, $index + 1, 0, $upper;
    return;
}

sub _take_out {
    my ($self, $item) = @_;
    my $bucket = delete $self->[HOME]{ $item->[ITEM_ID] };
    return $self->_drop_bucket($bucket) if @$bucket == 1;
    my $place = _place_after($bucket, $item->[ITEM_PRIORITY]) - 1;
    $place-- until $bucket->[$place] == $item;
    splice @$bucket, $place, 1;
    return;
}

# Called while the last item is still in the bucket: its priority says where the bucket stands.
sub _drop_bucket {
    my ($self, $bucket) = @_;
    my $buckets = $self->[BUCKETS];
    my $index   = _bucket_after($buckets, $bucket->[0][ITEM_PRIORITY]) - 1;
    $index-- until $buckets->[$index] == $bucket;
    splice @$buckets, $index, 1;
    return;
}

# Index of the first bucket that begins with a priority above this one.
sub _bucket_after {
    my ($buckets, $priority) = @_;
    my ($low, $high)         = (0, scalar @$buckets);
    while ($low < $high) {
        my $middle = ($low + $high) >> 1;
        if   ($buckets->[$middle][0][ITEM_PRIORITY] <= $priority) { $low  = $middle + 1 }
        else                                                      { $high = $middle }
    }
    return $low;
}

# Index, in one bucket, of the first item with a priority above this one.
sub _place_after {
    my ($bucket, $priority) = @_;
    my ($low, $high)        = (0, scalar @$bucket);
    while ($low < $high) {
        my $middle = ($low + $high) >> 1;
        if   ($bucket->[$middle][ITEM_PRIORITY] <= $priority) { $low  = $middle + 1 }
        else                                                  { $high = $middle }
    }
    return $low;
}

1;

__END__

=head1 NAME

POE::Queue::Array - a priority queue in plain Perl

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE::Queue::Array;

    my $queue = POE::Queue::Array->new;
    $queue->enqueue($_, "job $_") for 3, 1, 2;

    my ($last) = $queue->peek_items(sub { 1 }, 1);
    print "last is $last->[ITEM_PAYLOAD] at $last->[ITEM_PRIORITY]\n";

    print $queue->dequeue_next . "\n" while $queue->get_item_count;

=head1 DESCRIPTION

An implementation of L<POE::Queue> which needs nothing else of POE. The kernel keeps its events in a
queue of its own; this class is for programs that want one too.

Adding at the end, taking the first and counting cost the same however long the queue is. To add in
the middle, remove or move an item by its id costs a short search in a part of the queue: some
microseconds more with a hundred thousand items than with a hundred. C<peek_items> and
C<remove_items> read the whole queue.

C<use POE::Queue::Array> exports C<ITEM_PRIORITY> (0), C<ITEM_ID> (1) and C<ITEM_PAYLOAD> (2), the
places of the fields in an item; the import list is ignored.

=head1 METHODS

Arguments, results and errors are those given in L<POE::Queue>.

=head2 adjust_priority($id, $filter, $delta)

Adds to the priority of an item. Returns the new one; C<ESRCH>, C<EPERM>.

=head2 dequeue_next()

Takes the first item: priority, id and payload, or the empty list.

=head2 enqueue($priority, $payload)

Adds an item. Returns its id.

=head2 get_item_count()

Number of items.

=head2 get_next_priority()

Priority of the first item, or undef.

=head2 new()

An empty queue.

=head2 peek_items($filter [, $count])

The items that pass the filter, in order; at most C<$count>, counted from the end.

=head2 remove_item($id, $filter)

Takes one item out: priority, id and payload, or a true value in scalar context; C<ESRCH>, C<EPERM>.

=head2 remove_items($filter [, $count])

Takes out what peek_items would return, and returns it.

=head2 set_priority($id, $filter, $priority)

Sets the priority of an item. Returns it; C<ESRCH>, C<EPERM>.

=head1 DIFFERENCES FROM POE

The object is not an array of items. If a filter dies in C<remove_items>, no item is removed.

=head1 SEE ALSO

L<POE::Queue>.

=cut
