use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use POE::Filter::Line;
use POE::Filter::RecordBlock;
use POE::Filter::Stackable;

sub stack {
    return POE::Filter::Stackable->new(
        Filters => [
            POE::Filter::Line->new(Literal => "\n"),
            map { POE::Filter::RecordBlock->new(BlockSize => $_) } @_
        ]);
}

is_deeply(stack(2)->get_pending, [], 'an empty stack of buffers has an empty list');

subtest 'records that wait in the last filter' => sub {
    my $stack = stack(2);
    is_deeply($stack->get(["a\n"]), [], 'half a block');
    is_deeply($stack->get_pending, ['a'], 'as they are');
    is_deeply($stack->get_pending, ['a'], 'and stay');
    is_deeply($stack->get(["b\n"]), [ [ 'a', 'b' ] ], 'to become a record');
};

subtest 'bytes that wait in the first filter' => sub {
    plan skip_all => 'only the last filter is asked there' if is_upstream();
    my $stack = stack(2);
    $stack->get(['abc']);
    is_deeply($stack->get_pending, ['abc'], 'can be given to another filter');
};

subtest 'both' => sub {
    plan skip_all => 'only the last filter is asked there' if is_upstream();
    my $stack = stack(2, 2);
    $stack->get(["1\n2\n3\n4"]);
    is_deeply($stack->get_pending, [ [ 1, 2 ], 3, 4 ], 'in the order in which they came');
};

subtest 'what is read one by one leaves the rest to the next filter' => sub {
    plan skip_all => 'only the last filter is asked there' if is_upstream();
    my $stack = POE::Filter::Stackable->new(
        Filters => [ map { POE::Filter::Line->new(Literal => $_) } "\n", ';' ]);
    $stack->get_one_start(["a;\nb\nc"]);
    is_deeply($stack->get_one, ['a'], 'one');
    my $next = POE::Filter::Line->new(Literal => "\n");
    is_deeply($next->get($stack->get_pending), ['b'], 'the other filter reads on');
};

done_testing;
