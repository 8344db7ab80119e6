use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Block;

# One octet of length.
sub encoder { my ($block) = @_; $$block = chr(length $$block) . $$block; return 'ignored' }
sub decoder { my ($buffer) = @_; return length $$buffer ? ord substr $$buffer, 0, 1, '' : undef }

sub block { return POE::Filter::Block->new(LengthCodec => \@_) }

subtest 'the program frames' => sub {
    my $filter = block(\&encoder, \&decoder);
    is_deeply $filter->put([ 'abc', '', 'x' x 100 ]), [ "\3abc", "\0", 'd' . 'x' x 100 ];
    is_deeply [ got_from($filter, "\3ab", "c\0\1", 'z', "\1a\1b\1") ],
        [ [], [ 'abc', '' ], ['z'], [ 'a', 'b' ] ];
    is $filter->get_pending, undef, 'a header that was taken is not pending';
    is_deeply $filter->clone->get(["x\2ab"]), [ 'x', 'ab' ], 'clones know codec and length';
};

subtest 'what the functions get' => sub {
    my @seen;
    my $filter = block(
        sub { push @seen, [ 'encode', scalar @_, ref $_[0], ${ $_[0] } ] },
        sub { push @seen, [ 'decode', scalar @_, ref $_[0], ${ $_[0] } ]; return });
    is_deeply $filter->put([ 'a', 5 ]), [ 'a', 5 ];
    is_deeply $filter->get(['b']), [], 'no length: the block has to wait';
    is_deeply $filter->get(['c']), [];
    is_deeply $filter->get([]), [];
    is_deeply \@seen,
        [
        [ 'encode', 1, 'SCALAR', 'a' ], [ 'encode', 1, 'SCALAR', 5 ],
        [ 'decode', 1, 'SCALAR', 'b' ], ([ 'decode', 1, 'SCALAR', 'bc' ]) x 2
        ];
};

subtest 'a decoder that asks for scalars' => sub {
    my @wants;
    block(sub { }, sub { push @wants, wantarray; return })->get(['x']);
    is_deeply \@wants, [''];
};

subtest 'functions that die' => sub {
    my $filter = block(sub { die "encoder\n" }, sub { die "decoder\n" });
    is eval { $filter->put(['a']) }, undef;
    is $@, "encoder\n";
    is eval { $filter->get(['a']) }, undef;
    is $@, "decoder\n";
    is_deeply $filter->get_pending, ['a'], 'what came is kept';
};

subtest 'lengths beyond the limit' => sub {
    my $filter = POE::Filter::Block->new(
        LengthCodec => [ \&encoder, \&decoder ], MaxLength => 3,
        MaxBuffer   => 20
    );
    is error_of(sub { $filter->get(["\4abcd"]) }), 'Expected size of next block exceeds the limit';
    is_deeply $filter->get([]), ['abcd'], 'are said once';
};

subtest 'lengths that are none' => sub {
    plan skip_all => 'upstream takes octets off the end' if is_upstream();
    for my $length (-1, -1e30, 'nan') {
        my $filter = block(sub { }, sub {$length});
        is error_of(sub { $filter->get(['abc']) }), 'Expected size of next block is below zero',
            $length;
        is_deeply $filter->get_pending, ['abc'];
    }
};

subtest 'a decoder that lets go of its filter' => sub {
    my $filter;
    $filter = block(sub { }, sub { undef $filter; return 2 });
    $filter->get_one_start(['abc']);
    is_deeply $filter->get_one, ['ab'], 'works to the end';
    is $filter, undef;
};

subtest 'a decoder that reads by itself' => sub {
    my $filter;
    $filter = block(sub { }, sub { ${ $_[0] } = 'whole'; 5 });
    $filter->get_one_start(['abc']);
    is_deeply $filter->get_one, ['whole'], 'replaces the buffer';
};

done_testing;
