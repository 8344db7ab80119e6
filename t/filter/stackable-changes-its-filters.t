use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;
use POE::Filter::Grep;
use POE::Filter::Line;
use POE::Filter::RecordBlock;
use POE::Filter::Stackable;

my $class = 'POE::Filter::Stackable';

sub lines { return POE::Filter::Line->new(Literal => "\n") }
sub block { return POE::Filter::RecordBlock->new(BlockSize => 2) }

sub all {
    return POE::Filter::Grep->new(Code => sub {1});
}

subtest 'parameters' => sub {
    says(sub { $class->new('Filters') }, "$class must be given an even number of parameters");
    says(sub { $class->new(Filters => $_) }, 'Filters is not an ARRAY reference!') for 1, {};
    is_deeply([ $class->new(Filters => undef)->filters ], [], 'none is an empty stack');
    is_deeply([ warnings_of(sub { $class->new(Other => 1) }) ], [], 'others are not minded');
};

subtest 'the array given to new is the stack' => sub {
    my @filters = (lines());
    my $stack   = $class->new(Filters => \@filters);
    push @filters, all();
    is(scalar $stack->filters, 2, 'so it may be changed there');
};

subtest 'filters are pushed and unshifted' => sub {
    my $stack = $class->new;
    is($stack->push(lines()), 1, 'push returns how many there are');
    is($stack->push(all(), block()), 3, 'of several too');
    is($stack->unshift(all(), block()), 5, 'so does unshift');
    is($stack->push, 5, 'none to push');
    is_deeply(
        [ $stack->filter_types ],
        [ map {"POE::Filter::$_"} qw(Grep RecordBlock Line Grep RecordBlock) ],
        'they are in order'
    );
    is_deeply([ map {ref} $stack->filters ], [ $stack->filter_types ], 'and can be listed');
};

subtest 'only filters are taken' => sub {
    my $stack = $class->new(Filters => [ lines() ]);
    for my $bad ('text', undef, [], bless [], 'Else') {
        says(sub { $stack->push(lines(), $bad) }, 'Filter element is not a POE::Filter instance!');
        says(sub { $stack->unshift($bad) }, 'Filter element is not a POE::Filter instance!');
    }
    is(scalar $stack->filters, 1, 'nothing was changed');
};

subtest 'filters are popped and shifted' => sub {
    my ($first, $second, $third) = (lines(), all(), block());
    my $stack = $class->new(Filters => [ $first, $second, $third ]);
    is($stack->pop, $third, 'the last');
    is($stack->shift, $first, 'the first');
    is_deeply([ $stack->filters ], [$second], 'one is left');
    is($stack->shift, $second, 'the only one');
};

subtest 'what a popped filter holds goes with it' => sub {
    my $stack = $class->new(Filters => [ lines(), block() ]);
    $stack->get(["a\nb"]);
    my $popped = $stack->pop;
    is_deeply($popped->get_pending, ['a'], 'a record');
    is_deeply($stack->get(["c\n"]), ['bc'], 'the others keep theirs');
};

subtest 'a clone has clones of the filters' => sub {
    my $stack = $class->new(Filters => [ lines(), all() ]);
    $stack->get(['ab']);
    my $clone = $stack->clone;
    is(ref $clone, $class, 'of the same class');
    is_deeply([ $clone->filter_types ], [ $stack->filter_types ], 'of the same kinds');
    is_deeply($clone->get(["c\n"]), ['c'], 'without what is in the buffers');
    $clone->pop;
    is(scalar $stack->filters, 2, 'each stack is changed alone');
};

subtest 'stacks that run empty' => sub {
    plan skip_all => 'dies there' if is_upstream();
    my $stack = $class->new(Filters => [ lines() ]);
    $stack->get(['abc']);
    is(ref $stack->shift, 'POE::Filter::Line', 'a filter that holds something can be the last');
    is($stack->pop, undef, 'nothing to pop');
    is($stack->shift, undef, 'nothing to shift');
    says(sub { $stack->get_one_start(['a']) }, "$class has no filters to read with");
};

subtest 'the filter that becomes the first reads on where the one before it stopped' => sub {
    plan skip_all => 'bytes are lost there' if is_upstream();
    my $stack = $class->new(Filters => [ lines(), POE::Filter::Line->new(Literal => ';') ]);
    is_deeply($stack->get(["a;\nb;c"]), ['a'], 'two filters');
    is_deeply($stack->shift->get_pending, ['b;c'], 'one has not parsed all');
    is_deeply($stack->get([';']), [ 'b', 'c' ], 'the other does');
};

isa_ok($class, 'POE::Filter');
is($class->FIRST_UNUSED, 1, 'slots from 1 on are free');

done_testing;
