use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use POE::Filter::Grep;
use POE::Filter::Line;
use POE::Filter::Map;
use POE::Filter::RecordBlock;
use POE::Filter::Stackable;

# Stacks and the filters that usually stand in them.

local $SIG{__WARN__} = sub { };

my $all = sub {1};
for my $class ('POE::Filter::Grep', 'POE::Filter::Map') {
    my $filter = $class->new(Code => $all);
    no_growth("$class, a filter", sub { $class->new(Code => $all) });
    no_growth(
        "$class, refused",
        sub {
            eval { $class->new(Code => 1) }
        });
    no_growth("$class, a clone", sub { $filter->clone->get([1]) });
    no_growth("$class, records", sub { $filter->put($filter->get([ 1 .. 5 ])) });
    no_growth("$class, modify", sub { $filter->modify(get => $all, put => 1) });
    my $dies = $class->new(Code => sub { die "no\n" });
    no_growth(
        "$class, code that dies",
        sub {
            eval { $dies->get([1]) };
            eval { $dies->put([1]) }
        });
}

my $block = POE::Filter::RecordBlock->new(BlockSize => 2, CheckPut => 1);
no_growth('RecordBlock, a filter', sub { POE::Filter::RecordBlock->new(BlockSize => 2) });
no_growth(
    'RecordBlock, refused',
    sub {
        eval { POE::Filter::RecordBlock->new(BlockSize => 0) }
    });
no_growth('RecordBlock, a clone', sub { $block->clone->get([1]) });
no_growth('RecordBlock, records', sub { $block->put($block->get([ 1, 2 ])) });
no_growth('RecordBlock, what waits', sub { $block->get_pending; $block->put_pending });
no_growth(
    'RecordBlock, what is no block',
    sub {
        eval { $block->put(['text']) }
    });

my $class = 'POE::Filter::Stackable';
my $stack
    = $class->new(Filters => [ POE::Filter::Line->new, POE::Filter::Grep->new(Code => $all) ]);
no_growth('Stackable, a stack', sub { $class->new(Filters => [ POE::Filter::Line->new ]) });
no_growth(
    'Stackable, refused',
    sub {
        eval { $class->new(Filters => 1) }
    });
no_growth('Stackable, a clone', sub { $stack->clone->get(["a\nb"]) });
no_growth('Stackable, records', sub { $stack->get($stack->put([ 'a', 'b' ])) });
no_growth(
    'Stackable, one by one',
    sub { $stack->get_one_start(["a\n"]); $stack->get_one; $stack->get_one });
no_growth('Stackable, what waits', sub { $stack->get_pending });
no_growth(
    'Stackable, filters on and off',
    sub { $stack->push(POE::Filter::Line->new); $stack->pop });
no_growth(
    'Stackable, at the other end',
    sub { $stack->unshift(POE::Filter::Line->new); $stack->shift });
no_growth(
    'Stackable, what is no filter',
    sub {
        eval { $stack->push('text') }
    });

done_testing;
