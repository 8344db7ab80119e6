use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter;

{ package NoNew; our @ISA = 'POE::Filter' }

# Two octets a record.
{

    package Pairs;
    our @ISA = 'POE::Filter';
    sub new           { my ($class, $buffer, @rest) = @_; return bless [ $buffer, @rest ], $class }
    sub get_one_start { my ($self, $chunks) = @_; $self->[0] .= join '', @$chunks; return }
    sub get_one       { my ($self) = @_; return [ $self->[0] =~ s/\A(..)//s ? $1 : () ] }
}

# Several records a turn, for those who ask in turns.
{

    package Many;
    our @ISA = 'POE::Filter';
    sub new           { return bless [ [] ], shift }
    sub get_one_start { my ($self, $chunks) = @_; push @{ $self->[0] }, @$chunks; return }
    sub get_one       { my ($self) = @_; return [ splice @{ $self->[0] }, 0, 3 ] }
}

subtest 'the base class' => sub {
    says sub { POE::Filter->new }, 'POE::Filter is not meant to be used directly';
    says sub { NoNew->new }, 'NoNew is not meant to be used directly';
    ok !POE::Filter->can($_), "has no $_" for qw(get_one get_one_start put get_pending);
};

subtest 'get' => sub {
    is_deeply [ got_from(Pairs->new(''), 'abcde', [ 'f', 'g' ], []) ],
        [ [ 'ab', 'cd' ], ['ef'], [] ], 'is made of get_one_start and get_one';
    is_deeply(Many->new->get([ 1 .. 7 ]), [ 1 .. 7 ], 'of any number of records a turn');
};

subtest 'clone' => sub {
    my $list   = [];
    my $filter = Pairs->new('abc', 'setting', $list);
    my $clone  = $filter->clone;
    is_deeply $clone, bless([ '', 'setting', $list ], 'Pairs'), 'has an empty buffer';
    is $clone->[2], $list, 'and the same of all else';
    is $filter->[0], 'abc';
    my $many = Many->new;
    $many->get_one_start([1]);
    is_deeply $many->clone, bless([ [] ], 'Many'), 'an array of chunks is a buffer, too';
    isnt $many->clone->[0], $many->[0];
};

subtest '__param_max' => sub {
    my $max
        = sub { my ($value) = @_; return POE::Filter->__param_max('Most', 7, { Most => $value }) };
    is $max->(undef), 7, 'the default';
    is $max->(5), 5;
    is $max->('007'), '007';
    is $max->(), 7;
    is error_of(sub { $max->($_) }), 'Most must be a number', "'$_'" for 'x', '', -1, 1.5, '1 ';
    is error_of(sub { $max->(0) }), 'Most must greater then 0';
    my %parameters = (Most => 3);
    POE::Filter->__param_max('Most', 7, \%parameters);
    is_deeply \%parameters, { Most => 3 }, 'leaves the parameters as they are';
};

done_testing;
