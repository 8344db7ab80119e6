use strict;
use warnings;
use Test::More;
use POE::Queue::Array;

my $queue = POE::Queue::Array->new;
isa_ok($queue, 'POE::Queue');

subtest 'an empty queue has nothing' => sub {
    is($queue->get_item_count, 0, 'no items');
    is_deeply([ $queue->get_next_priority ], [undef], 'the next priority is undef');
    is_deeply([ $queue->dequeue_next ], [], 'dequeue_next returns the empty list');
    is(scalar $queue->dequeue_next, undef, 'undef in scalar context');
};

subtest 'ascending priority, then first in first out' => sub {
    my @priorities = (5, 1, 3, 1, -2, 2.5, 3, 1e9, 0, -2.5);
    my $n          = 0;
    $queue->enqueue($_, "$_ " . $n++) for @priorities;
    is($queue->get_item_count, 10, 'count');
    is($queue->get_next_priority, -2.5, 'lowest first');
    my @out;
    while (my ($priority, undef, $payload) = $queue->dequeue_next) {
        like($payload, qr/^\Q$priority\E /, "priority $priority comes with its payload");
        push @out, $payload;
    }
    is_deeply(
        \@out,
        [
            '-2.5 9', '-2 4', '0 8', '1 1', '1 3', '2.5 5', '3 2', '3 6', '5 0', '1000000000 7',
        ],
        'in order'
    );
    is($queue->get_item_count, 0, 'empty again');
};

subtest 'scalar context gives the payload, the very one' => sub {
    my $payload = ['thing'];
    $queue->enqueue(1, $payload);
    is(scalar $queue->dequeue_next, $payload, 'same reference');
};

done_testing;
