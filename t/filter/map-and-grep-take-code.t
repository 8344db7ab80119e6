use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use POE::Filter::Grep;
use POE::Filter::Map;

my $here = quotemeta __FILE__;

# [parameters, error or warning below the name of the class]
my @refused = (
    [ [1], 'CLASS must be given an even number of parameters' ],
    [ [], 'CLASS requires a Code or both Get and Put parameters' ],
    [ [ Get  => sub { } ], 'CLASS requires a Code or both Get and Put parameters' ],
    [ [ Put  => sub { } ], 'CLASS requires a Code or both Get and Put parameters' ],
    [ [ code => sub { } ], 'CLASS requires a Code or both Get and Put parameters' ],
    [ [ Code => undef, Get => sub { } ], 'CLASS requires a Code or both Get and Put parameters' ],
    [ [ Code => 'x' ], 'Code element is not a subref' ],
    [ [ Code => 0 ], 'Code element is not a subref' ],
    [ [ Get  => 1, Put       => sub { } ], 'Get or Put element is not a subref' ],
    [ [ Get  => sub { }, Put => [] ], 'Get or Put element is not a subref' ],
    [ [ Code => sub { }, Get => 'x' ], 'Get or Put element is not a subref' ],
);

for my $class ('POE::Filter::Grep', 'POE::Filter::Map') {
    subtest "$class refuses what is no code" => sub {
        for my $case (@refused) {
            my ($given, $error) = @$case;
            $error =~ s/CLASS/$class/;
            ok(!eval { $class->new(@$given) }, $error);
            like($@, qr/\A\Q$error\E at $here line/, "blamed on the caller");
        }
    };

    subtest "$class takes Code rather than Get and Put" => sub {
        my $filter = $class->new(Code => sub { $_[0] }, Get => sub {die}, Put => sub {die});
        is_deeply($filter->get([1]), [1], 'get');
        is_deeply($filter->put([1]), [1], 'put');
    };

    subtest "$class warns of what it does not know" => sub {
        my @warnings = warnings_of(sub {
            $class->new(Code => sub { }, Zeta => 1, Alpha => 2);
        });
        is(@warnings, 1, 'once');
        like($warnings[0], qr/\A$class ignores unknown parameters: Alpha, Zeta at $here/, 'sorted');
    };

    subtest "$class changes its code" => sub {
        my $filter = $class->new(Code => sub { $_[0] });
        $filter->modify(GET => sub { $_[0] == 1 ? 1 : () }, Unknown => sub {die});
        is_deeply($filter->get([1]), [1], 'get');
        is_deeply($filter->get([2]), [], 'has its own');
        is_deeply($filter->put([2]), [2], 'put has not');
        $filter->modify(put => sub { $_[0] == 3 ? 3 : () });
        is_deeply($filter->put([ 2, 3 ]), [3], 'now it has');
        $filter->modify(Code => sub { $_[0] == 4 ? 4 : () });
        is_deeply(
            [ @{ $filter->get([4]) }, @{ $filter->put([ 3, 4 ]) } ], [ 4, 4 ],
            'both at once'
        );
    };

    subtest "$class keeps its code when given none" => sub {
        my $filter   = $class->new(Code => sub { $_[0] });
        my @warnings = warnings_of(sub { $filter->modify(get => 'x', Odd => undef) });
        is_deeply(
            [ sort map {/\A(.*) at $here/} @warnings ],
            [ map {"Modify $_ element must be given a coderef"} 'Odd', 'get' ],
            'with a warning for each'
        );
        is_deeply($filter->get([1]), [1], 'the old code');
    };

    subtest "$class is cloned without its records" => sub {
        my $filter = bless $class->new(Code => sub { $_[0] }), 'Descendant';
        no strict 'refs';
        @Descendant::ISA = ($class);
        $filter->[ $class->FIRST_UNUSED ] = 'mine';
        $filter->get_one_start([1]);
        my $clone = $filter->clone;
        is(ref $clone, 'Descendant', 'of the same class');
        is_deeply($clone->get([2]), [2], 'it begins empty');
        is($clone->[ $class->FIRST_UNUSED ], 'mine', "a descendant's slots are kept");
        is_deeply($filter->get([2]), [ 1, 2 ], 'the first keeps its records');
    };

    isa_ok($class, 'POE::Filter');
    is($class->FIRST_UNUSED, 3, 'slots from 3 on are free');
}

done_testing;
