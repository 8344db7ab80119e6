use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Line;

# What each chunk, or list of chunks, brings, and at last what is pending.
sub brings {
    my ($parameters, $chunks, $records, $pending, $name) = @_;
    my $filter = POE::Filter::Line->new(@$parameters);
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is_deeply [ got_from($filter, @$chunks) ], $records, $name;
    is_deeply $filter->get_pending, $pending, '... and what is pending';
    return;
}

subtest 'by default each of CRLF, LFCR, CR and LF ends a line' => sub {
    brings [], ["a\r\nb\n\rc\rd\ne"], [ [qw(a b c d)] ], ['e'], 'one of each';
    brings [], ["a\r\n\r\nb\r\rc\n\nd\n\r\n\r"], [ [ 'a', '', 'b', '', 'c', '', 'd', '' ] ], undef,
        'empty lines';
    brings [], [ "a\r", "\nb\r\n" ], [ ['a'], [ '', 'b' ] ], undef,
        'one that is cut between its two octets ends two lines';
    brings [], [ [ "a\r", "\nb\r\n" ] ], [ [ 'a', 'b' ] ], undef, 'not if both parts are there';
    brings [], [ 'a', 'b', "\n" ], [ [], [], ['ab'] ], undef, 'a line in pieces';
    brings [], [ '', [], [ '', 'x', '' ] ], [ [], [], [] ], ['x'], 'empty chunks';
};

subtest 'a literal ending' => sub {
    brings [ Literal => '.' ], ['a.b.c'], [ [ 'a', 'b' ] ], ['c'], 'is no pattern';
    brings [ Literal => '0' ], ['10203'], [ [ 1, 2 ] ], ['3'], 'may be false';
    brings [ Literal => "\0" ], ["a\0b\0c"], [ [ 'a', 'b' ] ], ['c'], 'may be NUL';
    brings [ Literal => 'xyx' ], ['axyxyxbxyx'], [ [ 'a', 'yxb' ] ], undef,
        'is found from the left';
    brings [ Literal => 'xxy' ], [ 'axx', 'xy' ], [ [], ['ax'] ], undef,
        'which begins again within itself';
    brings [ InputLiteral => 'ab' ], [ '1a', 'b2a', 'a', 'b' ], [ [], ['1'], [], ['2a'] ], undef,
        'in pieces';
    brings [ InputLiteral => "\n" ], ["a\r\nb\n"], [ [ "a\r", 'b' ] ], undef,
        'and nothing else ends lines';
    brings [ InputLiteral => 'long' x 10 ], [ 'a' . 'long' x 9, 'long' . 'b' ], [ [], ['a'] ],
        ['b'], 'of many octets';
};

subtest 'a pattern' => sub {
    brings [ InputRegexp => '[,;]' ], [ 'a,b;c', 'd,' ], [ [ 'a', 'b' ], ['cd'] ], undef, 'as text';
    brings [ InputRegexp => qr/end/i ], ['aENDbenD'], [ [ 'a', 'b' ] ], undef, 'compiled';
    brings [ InputRegexp => '(x)(y)' ], ['axybxy'], [ [ 'a', 'b' ] ], undef, 'with groups';
    brings [ InputRegexp => '\s*\n\s*' ], ["a \n  \n b\n"], [ [ 'a', 'b' ] ], undef,
        'takes what it can';
    brings [ InputRegexp => '\d(?=x)' ], ['a1b2xc'], [ ['a1b'] ], ['xc'], 'that looks ahead';
    brings [ InputRegexp => 'x.y' ], ["ax\nyb"], [ ['a'] ], ['b'], 'whose dot is any octet';
    brings [ InputRegexp => qr/x.y/ ], ["ax\nyb"], [ [] ], ["ax\nyb"], 'unless it was compiled so';
    brings [ InputRegexp => '(x)\2' ], ['axbxxc'], [ ['axb'] ], ['c'],
        'whose groups are counted from the second';
    brings [ InputRegexp => '(?<twice>x)\k<twice>' ], ['axbxxc'], [ ['axb'] ], ['c'], 'or by name';
    brings [ InputRegexp => '(?i)x' ], ['aXb'], [ ['a'] ], ['b'], 'with options of its own';
    brings [ InputRegexp => '^b' ], [ "a\nb", 'b' ], [ [], [] ], ["a\nbb"],
        'to be found at the beginning of what came, behind a line';
};

subtest 'a pattern of alternatives' => sub {
    plan skip_all => 'upstream takes the second one for a line of its own' if is_upstream();
    brings [ InputRegexp => 'x|y' ], ['axbyc'], [ [ 'a', 'b' ] ], ['c'], 'as text';
    brings [ InputRegexp => qr/x|y/ ], ['axbyc'], [ [ 'a', 'b' ] ], ['c'], 'compiled';
};

subtest 'a pattern that matches nothing at all' => sub {
    plan skip_all => 'upstream finds empty lines for ever' if is_upstream();
    brings [ InputRegexp => '' ], ['abc'], [ [] ], ['abc'], 'never ends a line';
    brings [ InputRegexp => '$' ], ["ab\n"], [ ["ab"] ], ["\n"], 'nor once the line is taken';
    brings [ InputRegexp => '(?=B)' ], [ 'aB', 'cB' ], [ ['a'], [] ], ['BcB'], 'nor before one';
};

subtest 'get_one' => sub {
    my $filter = POE::Filter::Line->new;
    $filter->get_one_start([ "a\nb\n", 'c' ]);
    is_deeply [ map { $filter->get_one } 1 .. 4 ], [ ['a'], ['b'], [], [] ], 'gives line by line';
    is_deeply $filter->get_pending, ['c'];
    is_deeply $filter->get_pending, ['c'], 'asking for what is pending leaves it there';
    is_deeply $filter->get(["\n"]), ['c'];
    is scalar(my @list = $filter->get_pending), 1, 'nothing pending is undef, in a list too';
    $filter->get_one_start(["x\ny\n"]);
    is_deeply $filter->get_one, ['x'];
    is_deeply $filter->get(["z\n"]), [ 'y', 'z' ], 'and can be mixed with get';
};

subtest 'clone' => sub {
    my $filter = POE::Filter::Line->new(Literal => 'x', MaxLength => 5);
    $filter->get(['axb']);
    my $clone = $filter->clone;
    is $clone->get_pending, undef, 'has an empty buffer';
    is_deeply $clone->get(['cx']), ['c'], 'and the same ending';
    is error_of(sub { $clone->get(['longerx']) }), 'Next line exceeds maximum line length',
        'and limits';
    is_deeply $filter->get_pending, ['b'], 'the original keeps its own';
};

done_testing;
