use strict;
use warnings;

use Test::More;
use POE::Filter::Grep;

sub odd {
    return POE::Filter::Grep->new(Code => sub { $_[0] % 2 });
}

subtest 'records that the code accepts pass in both directions' => sub {
    is_deeply(odd()->get([ 1 .. 5 ]), [ 1, 3, 5 ], 'get');
    is_deeply(odd()->put([ 1 .. 5 ]), [ 1, 3, 5 ], 'put');
    is_deeply(odd()->get([]), [], 'nothing in, nothing out');
};

subtest 'the two directions may have code of their own' => sub {
    my $filter = POE::Filter::Grep->new(Get => sub { $_ > 2 }, Put => sub { $_ < 2 });
    is_deeply($filter->get([ 1 .. 3 ]), [3], 'get');
    is_deeply($filter->put([ 1 .. 3 ]), [1], 'put');
};

subtest 'get_one passes over what is not accepted' => sub {
    my $filter = odd();
    $filter->get_one_start([ 2, 4, 5 ]);
    $filter->get_one_start(undef);
    $filter->get_one_start([ 6, 7, 8 ]);
    is_deeply($filter->get_one, [5], 'one record at a time');
    is_deeply($filter->get_pending, [ 6, 7, 8 ], 'the others wait');
    is_deeply($filter->get_pending, [ 6, 7, 8 ], 'and asking does not take them');
    is_deeply($filter->get_one, [7], 'the next');
    is_deeply($filter->get_one, [], 'no more');
    is($filter->get_pending, undef, 'nothing waits');
};

subtest 'false records are records' => sub {
    my $filter = POE::Filter::Grep->new(Code => sub {1});
    is_deeply($filter->get([ undef, 0, '' ]), [ undef, 0, '' ], 'they pass');
};

subtest 'the code has its record in $_ and $_[0], in scalar context, and may change it' => sub {
    my @contexts;
    my $filter = POE::Filter::Grep->new(
        Code => sub { push @contexts, wantarray; $_[0] .= 'x'; $_ .= 'y'; 1 });
    my @in = ('a', 'b');
    is_deeply($filter->get(\@in), [ 'axy', 'bxy' ], 'get returns the changed record');
    is_deeply(\@in, [ 'a', 'b' ], 'which is a copy');
    is_deeply($filter->put(\@in), [ 'axy', 'bxy' ], 'put too');
    is_deeply(\@in, [ 'axy', 'bxy' ], "which is the caller's");
    is_deeply(\@contexts, [ ('') x 4 ], 'scalar context');
};

subtest 'a record whose code dies is lost, those after it are not' => sub {
    my $filter = POE::Filter::Grep->new(Code => sub { die "no\n" if $_ eq 'bad'; 1 });
    ok(!eval { $filter->get([ 'bad', 'good' ]) }, 'get dies');
    is($@, "no\n", 'with the error');
    is_deeply($filter->get([]), ['good'], 'the next get goes on');
};

subtest 'the code may give its filter more' => sub {
    my $filter;
    $filter = POE::Filter::Grep->new(
        Code => sub { $filter->get_one_start(['more']) if $_ eq 'more?'; 1 });
    is_deeply($filter->get([ 'more?', 'last' ]), [ 'more?', 'last', 'more' ], 'in order');
    $filter->modify(code => sub {1});
};

done_testing;
