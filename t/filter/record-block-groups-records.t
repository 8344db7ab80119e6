use strict;
use warnings;

use Test::More;
use POE::Filter::RecordBlock;

sub block { return POE::Filter::RecordBlock->new(BlockSize => 2, @_) }

subtest 'records become blocks' => sub {
    my $filter = block();
    is_deeply($filter->get([ 1, 2, 3 ]), [ [ 1, 2 ] ], 'of the size');
    is_deeply($filter->get_pending, [3], 'what is left waits');
    is_deeply($filter->get_pending, [3], 'and asking does not take it');
    is_deeply($filter->get([ 4, 5, 6 ]), [ [ 3, 4 ], [ 5, 6 ] ], 'it comes first');
    is($filter->get_pending, undef, 'nothing waits');
    is_deeply($filter->get_one, [], 'no block');
};

subtest 'get_one makes one block' => sub {
    my $filter = block();
    $filter->get_one_start([ 1 .. 3 ]);
    $filter->get_one_start([ 4 .. 5 ]);
    is_deeply($filter->get_one, [ [ 1, 2 ] ], 'one');
    is_deeply($filter->get_one, [ [ 3, 4 ] ], 'one more');
    is_deeply($filter->get_one, [], 'no more');
};

subtest 'blocks become records' => sub {
    my $filter = block();
    is_deeply($filter->put([ [ 1, 2, 3 ], [], [4] ]), [ 1 .. 4 ], 'of any size');
    is_deeply($filter->put([]), [], 'nothing of nothing');
    is($filter->put_pending, undef, 'nothing waits');
    ok(!eval { $filter->put(['text']) }, 'what is no block dies');
    like($@, qr/ARRAY ref while "strict refs"/, 'as Perl says');
};

subtest 'CheckPut lets only whole blocks leave' => sub {
    my $filter = block(CheckPut => 1);
    is_deeply($filter->put([ [ 1, 2, 3 ], [ 4, 5 ] ]), [ 1 .. 4 ], 'two blocks');
    is_deeply($filter->put_pending, [5], 'what is left waits');
    is_deeply($filter->put([]), [], 'for more');
    is_deeply($filter->put([ [6] ]), [ 5, 6 ], 'to be whole');
    $filter->put([ [7] ]);
    $filter->checkput(0);
    is($filter->put_pending, undef, 'without CheckPut nothing is said to wait');
    is_deeply($filter->put([ [8] ]), [ 7, 8 ], 'but it leaves with the next block');
};

done_testing;
