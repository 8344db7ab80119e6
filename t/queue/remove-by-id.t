use strict;
use warnings;
use Test::More;
use Errno qw(ESRCH EPERM);
use POE::Queue::Array;

my $queue = POE::Queue::Array->new;
my %id    = map { ($_ => $queue->enqueue(length, $_)) } qw(a bb ccc);
my @seen;
my $yes = sub { push @seen, $_[0]; 1 };
my $no  = sub { push @seen, $_[0]; 0 };

$! = 0;
is_deeply([ $queue->remove_item(12345, $yes) ], [], 'unknown id');
is($! + 0, ESRCH, 'is ESRCH');
is_deeply(\@seen, [], 'and the filter is not asked');

is_deeply([ $queue->remove_item($id{bb}, $no) ], [], 'filter says no');
is($! + 0, EPERM, 'is EPERM');
is_deeply(\@seen, ['bb'], 'the filter has seen the payload');
is($queue->get_item_count, 3, 'nothing was removed');

is_deeply([ $queue->remove_item($id{bb}, $yes) ], [ 2, $id{bb}, 'bb' ], 'removed');
is_deeply([ $queue->remove_item($id{bb}, $yes) ], [], 'once');
ok(scalar $queue->remove_item($id{a}, $yes), 'true in scalar context');
is(scalar $queue->dequeue_next, 'ccc', 'the rest is still there');
is_deeply([ $queue->remove_item($id{ccc}, $yes) ], [], 'what was dequeued is unknown');
is_deeply([ $queue->remove_item(undef, $yes) ], [], 'undef is no id');

ok(
    !eval {
        $queue->remove_item($queue->enqueue(1, 'x'), sub { die "no\n" });
        1;
    },
    'filter dies'
);
is($@, "no\n", 'with its own text');
is($queue->get_item_count, 1, 'and the item stays');

done_testing;
