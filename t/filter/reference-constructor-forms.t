use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;
use POE::Filter::Reference;

my $class = 'POE::Filter::Reference';

# Each tells by its first octet which serializer was used.
{

    package One;
    sub freeze { return 'one' }
    sub thaw   { return [@_] }

    package Two;
    sub new     { return bless [], shift }
    sub nfreeze { return ref $_[0] eq 'Two' ? 'two' : 'function' }
    sub thaw    { my ($self, $image) = @_; return [ ref $self, $image ] }

    package NoThaw;
    sub freeze {1}
}

# What a filter does: its serializer, whether it compresses, whether bad data is fatal.
sub traits {
    my ($filter) = @_;
    my ($chunk)  = @{ $filter->put([ [1] ]) };
    my $packed   = $chunk =~ s/\A\d+\0\x78/Z/;
    my $bad      = $packed ? 0 : !eval { $filter->clone->get(["1\0!"]) };
    my $image    = $packed ? 'packed' : $chunk =~ s/\A\d+\0//r;
    return join ' ', $image =~ /\A\w+\z/ ? $image : 'default', $bad ? 'fatal' : ();
}

subtest 'by place' => sub {
    is(traits($class->new), 'default fatal', 'nothing');
    is(traits($class->new(undef)), 'default fatal', 'undef');
    is(traits($class->new('One')), 'one', 'a package');
    is(traits($class->new(Two->new)), 'two', 'an object');
    is(traits($class->new('Two')), 'function', 'a package of functions');
    is(traits($class->new('One', 1)), 'packed', 'compressed');
    is(traits($class->new(undef, 1)), 'packed', 'the default, compressed');
    is(traits($class->new(undef, 0, 1)), 'default', 'not fatal');
    is(traits($class->new('One', 0, 1)), 'one', 'all three');
};

subtest 'by name' => sub {
    is(traits($class->new(Serializer  => 'One')), 'one', 'a package');
    is(traits($class->new(Serializer  => undef)), 'default fatal', 'undef');
    is(traits($class->new(NoFatals    => 1)), 'default', 'not fatal');
    is(traits($class->new(Compression => 1)), 'packed', 'compressed');
    is(traits($class->new(Serializer  => Two->new, Compression => 0)), 'two', 'an object');
    is(traits($class->new({ Serializer => 'One' })), 'one', 'in a hash');
    is(traits($class->new({})), 'default fatal', 'in an empty hash');
};

subtest 'an object gets its data as a method' => sub {
    is_deeply($class->new(Two->new)->get(["1\0x"]), [ [ 'Two', 'x' ] ], 'thaw');
};

subtest 'parameters that are not known' => sub {
    for my $given ([ Serializer => 'One', Foo => 1, Bar => 1 ], [ { Foo => 1, Bar => 1 } ]) {
        my @warnings = warnings_of(sub { ok($class->new(@$given), 'a filter') });
        is(@warnings, 1, 'one warning');
        is_said_here($warnings[0], "$class ignores unknown parameters: Bar, Foo");
    }
    says(
        sub { $class->new(Serializer => 'One', NoFatals => 1, 5) },
        "$class requires an even number of parameters"
    );
};

subtest 'limits' => sub {
    says(sub { $class->new(MaxBuffer => 0) }, 'MaxBuffer must greater then 0');
    says(sub { $class->new(MaxBuffer => '1k') }, 'MaxBuffer must be a number');
    ok($class->new(MaxBuffer => 1), '1 will do');
};

subtest 'no filter without functions' => sub {
    for my $package ('No::Such::Package', 'NoThaw', 'Text::Tabs') {
        my @filters;
        my @warnings = warnings_of(sub { @filters = $class->new($package) });
        is(@filters, 0, "$package: none");
        my @missing = (
            "$package doesn't have a freeze or nfreeze method",
            "$package doesn't have a thaw method"
        );
        is_said_here($warnings[ $_ - 2 ], $missing[$_]) for 0, 1;
        is(@warnings, 2 + ($package ne 'Text::Tabs'), 'with a warning if it does not load');
    }
    is(
        scalar warnings_of(sub { is(scalar $class->new('NoThaw'), undef, 'undef for a scalar') }),
        3
    );
};

subtest 'a package is loaded when it is asked for' => sub {
    local @INC = (sub { \"package Lately; sub freeze {'late'} sub thaw { [\@_] } 1;" }, @INC);
    is(traits($class->new('Lately')), 'late', 'and used');
};

subtest 'the default is told' => sub {
    no warnings 'once';
    is($POE::Filter::Reference::DEF_FREEZER, 'Storable', 'its name');
    my $image = $POE::Filter::Reference::DEF_FREEZE->([ 1, 2 ]);
    is_deeply($POE::Filter::Reference::DEF_THAW->($image), [ 1, 2 ], 'its functions');
};

subtest 'a clone has the settings and an empty buffer' => sub {
    my $filter = $class->new(Serializer => 'One', NoFatals => 1, MaxBuffer => 10);
    $filter->get_one_start(["5\0ab"]);
    my $clone = $filter->clone;
    is($clone->get_pending, undef, 'nothing in the buffer');
    is(traits($clone), 'one', 'the same serializer');
    is_deeply($clone->get([ 'x' x 11 ]), ['Framing buffer exceeds the limit'], 'the same limit');
    is_deeply($filter->get(['cde']), [ ['abcde'] ], 'the first keeps its buffer');
};

done_testing;
