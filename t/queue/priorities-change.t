use strict;
use warnings;
use Test::More;
use Errno qw(ESRCH EPERM);
use POE::Queue::Array;

my $queue = POE::Queue::Array->new;
my ($yes, $no) = (sub {1}, sub {0});
my %id = map { ($_ => $queue->enqueue(10, $_)) } qw(a b c);

sub order {
    return join '', map { $_->[ITEM_PAYLOAD] } $queue->peek_items($yes);
}

sub fails {
    my ($errno, $method, @args) = @_;
    $! = 0;
    is_deeply([ $queue->$method(@args) ], [], "$method returns nothing");
    is($! + 0, $errno, 'and says why');
}

subtest 'adjust_priority' => sub {
    is($queue->adjust_priority($id{a}, $yes, 5), 15, 'later');
    is(order(), 'bca', 'moves it back');
    is($queue->adjust_priority($id{a}, $yes, -5.5), 9.5, 'earlier');
    is(order(), 'abc', 'moves it forward');
    is($queue->adjust_priority($id{a}, $yes, 0.5), 10, 'to a priority that others have');
    is(order(), 'bca', 'it stands behind those');
    is($queue->adjust_priority($id{b}, $yes, 0), 10, 'by nothing');
    is(order(), 'bca', 'it keeps its place');
    fails(EPERM, adjust_priority => $id{b}, $no, 0);
    fails(EPERM, adjust_priority => $id{b}, $no, 1);
    fails(ESRCH, adjust_priority => 999, $yes, 1);
};

subtest 'set_priority' => sub {
    is($queue->set_priority($id{b}, $yes, 11), 11, 'another');
    is(order(), 'cab', 'moves it');
    is($queue->set_priority($id{c}, $no, 10), 10, 'the same: the filter is not asked');
    is(order(), 'cab', 'it keeps its place');
    fails(EPERM, set_priority => $id{c}, $no, 1);
    fails(ESRCH, set_priority => 999, $yes, 1);
};

subtest 'what was moved is the same item' => sub {
    my ($item) = $queue->peek_items($yes, 1);
    $queue->set_priority($item->[ITEM_ID], $yes, -1);
    is($item->[ITEM_PRIORITY], -1, 'a reference taken before sees the change');
    is_deeply([ $queue->dequeue_next ], $item, 'and it comes out');
};

done_testing;
