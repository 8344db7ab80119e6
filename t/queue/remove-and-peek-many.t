use strict;
use warnings;
use Test::More;
use POE::Queue::Array;

my $queue = POE::Queue::Array->new;
my $all   = sub {1};
my $even  = sub { $_[0] % 2 == 0 };

sub fill {
    $queue->dequeue_next while $queue->get_item_count;
    $queue->enqueue($_, $_) for reverse 1 .. 300;
    return;
}

sub payloads {
    return [ map { $_->[ITEM_PAYLOAD] } @_ ];
}

subtest 'peek_items' => sub {
    fill();
    my @items = $queue->peek_items($all);
    is_deeply(payloads(@items), [ 1 .. 300 ], 'all, in order');
    is(scalar(@{ $items[0] }), 3, 'an item has three fields');
    is($items[6][ITEM_PRIORITY], 7, 'priority');
    is(scalar(my @found = $queue->peek_items($even)), 150, 'the filter chooses');
    is_deeply(payloads($queue->peek_items($even, 3)), [ 296, 298, 300 ], 'the last ones of many');
    is_deeply(payloads($queue->peek_items($all, $_)), [ 1 .. 300 ], 'count ' . ($_ // 'undef'))
        for 0, undef, 300, 1000;
    is(scalar $queue->peek_items($even), 150, 'scalar context counts');
    is_deeply([ $queue->peek_items(sub {0}) ], [], 'none');
    is($queue->get_item_count, 300, 'they stay where they are');
    ($queue->peek_items(sub { $_[0] == 1 }))[0][ITEM_PAYLOAD] = 'changed';
    is(scalar $queue->dequeue_next, 'changed', 'items are live');
};

subtest 'remove_items' => sub {
    fill();
    is_deeply(payloads($queue->remove_items($even, 2)), [ 298, 300 ], 'the last ones of many');
    is($queue->get_item_count, 298, 'are gone');
    is(scalar(my @rest = $queue->remove_items($even)), 148, 'then the others');
    is_deeply(payloads($queue->peek_items($all)), [ map { $_ * 2 - 1 } 1 .. 150 ], 'odd ones stay');
    is_deeply([ $queue->remove_items($even) ], [], 'no more of them');
    my ($item) = $queue->peek_items(sub { $_[0] == 151 });
    is(($queue->remove_item($item->[ITEM_ID], $all))[2], 151, 'the rest is found by id');
    is(scalar(@rest = $queue->remove_items($all)), 149, 'all');
    is($queue->get_next_priority, undef, 'empty');
};

subtest 'a filter that dies removes nothing' => sub {
    fill();
    ok(
        !eval {
            $queue->remove_items(sub { die "stop\n" if $_[0] == 150; 1 });
            1;
        },
        'dies'
    );
    is($queue->get_item_count, 300, 'all are there');
    }
    if POE::Queue::Array->VERSION >= 2;    # older ones have removed half of them by then

done_testing;
