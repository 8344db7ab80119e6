use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Scalar::Util qw(reftype);
use Test::More;

use POE::Filter::Stream;

sub stream { return POE::Filter::Stream->new(@_) }

subtest 'reading' => sub {
    is_deeply [ got_from(stream(), 'a', [ 'b', '', 'c' ], [], [''], "\0\r\n") ],
        [ ['a'], ['bc'], [], [], ["\0\r\n"] ], 'chunks of one call are one record';
    my $filter = stream();
    $filter->get_one_start([ 'a', 'b' ]);
    is_deeply $filter->get_pending, ['ab'], 'pending is what no call has fetched';
    is_deeply $filter->get_pending, ['ab'], 'asking leaves it there';
    $filter->get_one_start(['c']);
    is_deeply [ $filter->get_one, $filter->get_one ], [ ['abc'], [] ];
    is $filter->get_pending, undef, 'now nothing is';
};

subtest 'writing' => sub {
    my @records = ('a', '', "b\n", 5, \1);
    my $chunks  = stream()->put(\@records);
    is_deeply $chunks, \@records, 'is a copy';
    $chunks->[0] .= 'x';
    is $records[0], 'a', 'of each';
    is_deeply stream()->put([]), [];
    is_deeply stream()->put([undef]), [undef];
};

subtest 'characters and bytes' => sub {
    my $filter  = stream();
    my @records = map {@$_} got_from($filter, "\x{263a}", "\xe9", [ "\xe9", "\x{263a}" ], "\xe9");
    is_deeply \@records, [ "\x{263a}", "\xe9", "\xe9\x{263a}", "\xe9" ];
    is_deeply [ map { utf8::is_utf8($_) ? 1 : 0 } @records ], [ 1, 0, 1, 0 ],
        'bytes stay bytes after characters';
};

subtest 'objects' => sub {
    my $filter = stream(any => 'thing');
    is reftype($filter), 'SCALAR', 'are references to the buffer';
    $filter->get_one_start(['a']);
    is $$filter, 'a';
    my $clone = $filter->clone;
    is $clone->get_pending, undef, 'a clone has a buffer of its own';
    { package Mine; our @ISA = 'POE::Filter::Stream' }
    isa_ok(Mine->new->clone, 'Mine');
    isa_ok(Mine->new, 'POE::Filter');
};

subtest 'any chunks are the same bytes' => sub {
    my $random = random_numbers(7);
    my $bad    = 0;
    for (1 .. 20_000) {
        my $stream = join '', map { chr $random->(256) } 1 .. 1 + $random->(30);
        my $filter = stream();
        $bad++ if $stream ne join '', map { @{ $filter->get([$_]) } } cut($stream, 5, $random);
    }
    is $bad, 0;
};

done_testing;
