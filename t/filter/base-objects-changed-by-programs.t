use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Block;
use POE::Filter::Line;
use POE::Filter::Stream;

# Subclasses look into their objects and change them: the compiled methods see it.

subtest 'a buffer that was written to' => sub {
    my $line = POE::Filter::Line->new;
    $line->get([ 'x' x 5000 ]);
    $line->[0] = "a\nb";
    is_deeply $line->get(["\n"]), [ 'a', 'b' ], 'by assignment';
    $line->get([ 'y' x 5000 ]);
    substr $line->[0], 10, 1, "\n";
    is_deeply [ map {length} @{ $line->get([]) } ], [10], 'in its middle';
    $line->[0] =~ s/y/\n/g;
    is scalar @{ $line->get([]) }, 4989, 'all over';
    my $block = POE::Filter::Block->new(BlockSize => 2);
    $block->[0] = 'abcde';
    is_deeply $block->get([]), [ 'ab', 'cd' ];
    my $stream = POE::Filter::Stream->new;
    $$stream = 'abc';
    is_deeply $stream->get(['d']), ['abcd'];
};

subtest 'buffers that are no plain strings' => sub {
    my $words = bless [], 'Words';
    {

        package Words;
        use overload '""' => sub {"w\n"}, fallback => 1
    }
    no warnings;
    for my $value (undef, 12, 1.5, v1.2, $words) {
        my $line   = POE::Filter::Line->new;
        my $stream = POE::Filter::Stream->new;
        ($line->[0], $$stream) = ($value, $value);
        is_deeply [ map { split /\n/ } @{ $line->get(["x\n"]) } ], [ split /\n/, "${value}x" ];
        is_deeply $stream->get(['x']), ["${value}x"];
    }
};

subtest 'settings that were changed' => sub {
    my $line = POE::Filter::Line->new(Literal => ';');
    $line->get(['a']);
    $line->[2] = '!';
    is_deeply $line->put(['a']), ['a!'];
    my $block = POE::Filter::Block->new(BlockSize => 2);
    $block->[1] = 3;
    is_deeply $block->get(['abcd']), ['abc'];
    my $variable = POE::Filter::Block->new;
    $variable->[2] = 2;
    is_deeply $variable->get(['xy']), ['xy'], 'the expected size';
};

subtest 'elements that are missing' => sub {
    plan skip_all => 'upstream warns of undefined values' if is_upstream();
    is error_of(sub { bless([], 'POE::Filter::Line')->get(["a\n"]) }),
        'Framing buffer exceeds the limit', 'are limits of zero';
    is_deeply bless([], 'POE::Filter::Line')->put(['a']), ['a'];
    is_deeply bless([], 'POE::Filter::Block')->put(['a']), ["1\0a"];
};

subtest 'elements that are tied' => sub {
    {

        package Tied;
        sub TIESCALAR { my ($class, $value) = @_; return bless \$value, $class }
        sub FETCH     { return ${ $_[0] } }
        sub STORE     { ${ $_[0] } = $_[1]; return }
    }
    my $line = POE::Filter::Line->new;
    tie $line->[$_], 'Tied', $line->[$_] for 2, 4, 5;
    is_deeply $line->get(["a\nb"]), ['a'];
    is_deeply $line->put(['a']), ["a\r\n"];
    my @chunks = ('', '');
    tie $chunks[$_], 'Tied', "c$_\n" for 0, 1;
    is_deeply $line->get(\@chunks), [ 'bc0', 'c1' ], 'chunks, too';
    is_deeply $line->put(\@chunks), [ "c0\n\r\n", "c1\n\r\n" ];
};

subtest 'what is no object of its class' => sub {
    my @thing = ({}, \my $scalar, sub { }, \*STDOUT);
    for my $class (qw(Line Stream Block)) {
        for my $thing (@thing, []) {
            my $object = bless ref $thing eq 'ARRAY' ? [] : $thing, "POE::Filter::$class";
            eval { $object->get(["1\0a\n"]) };
            eval { $object->get_one };
            eval { $object->put(['a']) };
            bless $object, 'main';
        }
    }
    pass 'is an error at worst';
};

done_testing;
