use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use POE::Filter::RecordBlock;

my $class = 'POE::Filter::RecordBlock';
my $here  = quotemeta __FILE__;

subtest 'a size is needed' => sub {
    for my $given ([], [ BlockSize => 0 ], [ BlockSize => -1 ], [ BlockSize => undef ]) {
        ok(!eval { $class->new(@$given) }, 'refused');
        like($@, qr/\ABlockSize must be greater than 0 at $here/, 'with the reason');
    }
    ok(!eval { $class->new('BlockSize') }, 'refused');
    like($@, qr/\A$class must be given an even number of parameters at $here/, 'with the reason');
};

subtest 'unknown parameters are warned of' => sub {
    plan skip_all => 'dies of a Perl error there' if is_upstream();
    my @warnings = warnings_of(sub { $class->new(BlockSize => 1, B => 1, A => 1) });
    is(@warnings, 1, 'once');
    like($warnings[0], qr/\A$class ignores unknown parameters: A, B at $here/, 'sorted');
};

subtest 'the size can be asked for and set' => sub {
    my $filter = $class->new(BlockSize => 2);
    is($filter->blocksize, 2, 'as given');
    is($filter->blocksize(3), 3, 'as set');
    is($filter->blocksize($_), 3, 'as before') for undef, 0, -1;
    is_deeply($filter->get([ 1 .. 4 ]), [ [ 1 .. 3 ] ], 'blocks have that size');
};

subtest 'so can CheckPut' => sub {
    my $filter = $class->new(BlockSize => 2);
    ok(!$filter->checkput, 'off unless given');
    is($filter->checkput(1), 1, 'on');
    is($filter->checkput(undef), 1, 'as before');
    is($filter->checkput, 1, 'still on');
    is($filter->checkput(0), 0, 'off');
};

subtest 'a clone has the settings and no records' => sub {
    my $filter = $class->new(BlockSize => 2, CheckPut => 1);
    $filter->get([1]);
    $filter->put([ [1] ]);
    my $clone = $filter->clone;
    is(ref $clone, $class, 'of the same class');
    is($clone->get_pending, undef, 'nothing to get');
    is($clone->put_pending, undef, 'nothing to put');
    is_deeply([ $clone->blocksize, $clone->checkput ], [ 2, 1 ], 'settings');
    is_deeply(
        [ $filter->get_pending, $filter->put_pending ], [ [1], [1] ],
        'the first keeps its own'
    );
};

isa_ok($class, 'POE::Filter');
is($class->FIRST_UNUSED, 4, 'slots from 4 on are free');

done_testing;
