use strict;
use warnings;
use Test::More;
use POE::Queue::Array;

my ($one, $two) = map { POE::Queue::Array->new } 1 .. 2;
my @ids = map { ($one->enqueue($_, 'one'), $two->enqueue($_, 'two')) } 1 .. 3;
is_deeply(\@ids, [ 1 .. 6 ], 'counted from 1 over all queues of the process');

my ($priority, $id, $payload) = $two->dequeue_next;
is_deeply([ $priority, $id, $payload ], [ 1, 2, 'two' ], 'an item keeps its id');
is_deeply([ $one->remove_item($id, sub {1}) ], [], 'an id of another queue is unknown');
is($one->enqueue(1, 'again'), 7, 'an id is not used again');

done_testing;
