use strict;
use warnings;
use Test::More;
use POE::Queue::Array;

# Thousands of random calls, made on a queue and on a list that is kept in order the simple way.
my $seed = $ENV{QUEUE_SEED} || 7;
srand $seed;
my $queue = POE::Queue::Array->new;
my @list;
my $all = sub {1};

sub insert {
    my ($item) = @_;
    my $at = @list;
    $at-- while $at and $list[ $at - 1 ][ITEM_PRIORITY] > $item->[ITEM_PRIORITY];
    splice @list, $at, 0, $item;
    return 1;
}

sub take { my ($at) = @_; return splice @list, $at, 1 }

my %action = (
    enqueue => sub {
        my $priority = int rand 40;
        insert([ $priority, $queue->enqueue($priority, "p$priority"), "p$priority" ]);
    },
    dequeue => sub { return "@{[ $queue->dequeue_next ]}" eq "@{ take(0) }" },
    remove  => sub {
        my $item = take(int rand @list);
        return "@{[ $queue->remove_item($item->[ITEM_ID], $all) ]}" eq "@$item";
    },
    set => sub {
        my ($item) = take(int rand @list);
        my $priority = $item->[ITEM_PRIORITY] + 1 + int rand 9;
        $queue->set_priority($item->[ITEM_ID], $all, $priority);
        $item->[ITEM_PRIORITY] = $priority;
        insert($item);
    },
    adjust => sub {
        my ($item) = take(int rand @list);
        $item->[ITEM_PRIORITY] += 41;
        insert($item);
        return $queue->adjust_priority($item->[ITEM_ID], $all, 41) == $item->[ITEM_PRIORITY];
    },
);

sub same {
    return join('|', map {"@$_"} $queue->peek_items($all)) eq join('|', map {"@$_"} @list)
        && $queue->get_item_count == @list;
}

my @mix   = (('enqueue') x 4, qw(dequeue remove set adjust));
my $wrong = 0;
for my $step (1 .. 6000) {
    my $name = @list ? $mix[ rand @mix ] : 'enqueue';
    $action{$name}->() or $wrong++;
    $wrong++ if $step % 100 == 0 and !same();
}
is($wrong, 0, "no difference in 6000 calls, seed $seed");
cmp_ok(scalar @list, '>', 200, 'the queue has grown');
$action{remove}->() or $wrong++ while @list;
is($wrong, 0, 'emptied at random');
is($queue->get_next_priority, undef, 'nothing left');

done_testing;
