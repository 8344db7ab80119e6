use strict;
use warnings;

use Test::More;
use POE::Filter::Map;

subtest 'the code makes the records of both directions' => sub {
    my $filter = POE::Filter::Map->new(Code => sub { $_[0] * 2 });
    is_deeply($filter->get([ 1 .. 3 ]), [ 2, 4, 6 ], 'get');
    is_deeply($filter->put([ 1 .. 3 ]), [ 2, 4, 6 ], 'put');
};

subtest 'or each has its own' => sub {
    my $filter = POE::Filter::Map->new(Get => sub {"got $_"}, Put => sub {"put $_"});
    is_deeply($filter->get(['a']), ['got a'], 'get');
    is_deeply($filter->put(['a']), ['put a'], 'put');
};

subtest 'several records may be made of one' => sub {
    my $filter = POE::Filter::Map->new(Code => sub { split /,/ });
    $filter->get_one_start([ 'a,b', 'c' ]);
    is_deeply($filter->get_one, [ 'a', 'b' ], 'get_one returns them all');
    is_deeply($filter->get_one, ['c'], 'and then those of the next');
    is_deeply($filter->put([ 'a,b', 'c' ]), [ 'a', 'b', 'c' ], 'put');
};

subtest 'a record of which nothing is made ends the get' => sub {
    my $filter = POE::Filter::Map->new(Code => sub { $_ ? $_ : () });
    is_deeply($filter->get([ 1, 0, 2 ]), [1], 'what came before it');
    is_deeply($filter->get_pending, [2], 'what comes after it waits');
    is_deeply($filter->get([]), [2], 'for the next get');
    is_deeply($filter->put([ 1, 0, 2 ]), [ 1, 2 ], 'put does not end');
};

subtest 'the code runs in list context and may change what is put' => sub {
    my @contexts;
    my $filter = POE::Filter::Map->new(Code => sub { push @contexts, wantarray; $_ .= '!' });
    my @in     = ('a');
    is_deeply($filter->get(\@in), ['a!'], 'get');
    is_deeply(\@in, ['a'], 'has a copy');
    is_deeply($filter->put(\@in), ['a!'], 'put');
    is_deeply(\@in, ['a!'], 'has the record itself');
    is_deeply(\@contexts, [ 1, 1 ], 'list context');
};

subtest 'a record whose code dies is lost, those after it are not' => sub {
    my $filter = POE::Filter::Map->new(Code => sub { die "no\n" if $_ eq 'bad'; $_ });
    ok(!eval { $filter->get([ 'bad', 'good' ]) }, 'get dies');
    is_deeply($filter->get([]), ['good'], 'the next get goes on');
};

done_testing;
