use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Line;

sub line { return POE::Filter::Line->new(@_) }

subtest 'each record becomes a chunk with the ending' => sub {
    is_deeply line()->put([ 'a', '', "b\nc" ]), [ "a\r\n", "\r\n", "b\nc\r\n" ], 'CRLF';
    is_deeply line(Literal       => 'x')->put([ 'a', 'b' ]), [ 'ax', 'bx' ], 'Literal';
    is_deeply line(OutputLiteral => "\n")->put(['a']), ["a\n"], 'OutputLiteral';
    is_deeply line(OutputLiteral => '')->put([ 'a', 'b' ]), [ 'a', 'b' ], 'which may be empty';
    is_deeply line(OutputLiteral => '0')->put(['a']), ['a0'], 'or false';
    is_deeply line(InputLiteral  => 'x')->put(['a']), ["a\r\n"], 'whatever is read';
    is_deeply line()->put([]), [], 'none';
};

subtest 'values that are no plain strings' => sub {
    my $said = bless [], 'Said';
    {

        package Said;
        use overload '""' => sub {'words'}, fallback => 1
    }
    is_deeply line(Literal => '.')->put([ 1.5, $said, \1 ])->[0], '1.5.', 'numbers';
    is line(Literal => '.')->put([$said])->[0], 'words.', 'objects';
    like line(Literal => '.')->put([ [] ])->[0], qr/\AARRAY\(0x\w+\)\.\z/, 'references';
    no warnings 'uninitialized';
    is_deeply line(Literal => '.')->put([undef]), ['.'], 'undef is empty';
    is_deeply line(Literal => '.')->put([ substr('abc', 1, 1), v1.2 ]), [ 'b.', "\1\2." ], 'others';
};

subtest 'the records stay as they were' => sub {
    my @records = ('a', "\x{263a}", 5);
    my $chunks  = line()->put(\@records);
    is_deeply \@records, [ 'a', "\x{263a}", 5 ];
    $chunks->[0] .= 'x';
    is $records[0], 'a', 'chunks are copies';
    is_deeply line(Literal => '.')->put([ map { Internals::SvREADONLY(my $x = $_, 1); $x } 'r' ]),
        ['r.'], 'read-only ones';
};

subtest 'characters' => sub {
    is_deeply line(Literal => '.')->put([ "\x{263a}", "\xe9" ]), [ "\x{263a}.", "\xe9." ],
        'stay characters';
    is_deeply line(Literal => "\x{263a}")->put([ 'a', "\xe9" ]), [ "a\x{263a}", "\xe9\x{263a}" ],
        'in the ending too';
    is_deeply [ got_from(line(Literal => "\x{263a}"), "a\x{263a}b\xe9\x{263a}c") ],
        [ [ 'a', "b\xe9" ] ], 'and when read';
    my $filter = line();
    is_deeply [ got_from($filter, "\x{263a}a\n\xe9", "\xe8\nb\n") ],
        [ ["\x{263a}a"], [ "\xe9\xe8", 'b' ] ],
        'bytes and characters in one buffer';
    is_deeply [ got_from($filter, "\xe9\n") ], [ ["\xe9"] ];
};

done_testing;
