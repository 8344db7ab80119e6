use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Line;

my $too_long = 'Next line exceeds maximum line length';
my $too_much = 'Framing buffer exceeds the limit';

my @endings = (
    default => [],
    literal => [ InputLiteral => "\n" ],
    unknown => [ InputLiteral => undef ],
    pattern => [ InputRegexp  => '\n' ],
);

while (my ($kind, $ending) = splice @endings, 0, 2) {
    subtest "a line that is too long, $kind ending" => sub {
        my $filter = POE::Filter::Line->new(@$ending, MaxLength => 3, MaxBuffer => 20);
        is_deeply $filter->get(["abc\n"]), ['abc'], 'the limit itself is allowed';
        is error_of(sub { $filter->get(["ab\nabcd\ncd\nef\ng"]) }), $too_long;
        is_deeply $filter->get([]), [ 'cd', 'ef' ], 'is taken away: those behind it still come';
        is_deeply $filter->get_pending, ['g'];
    };

    subtest "by get_one, $kind ending" => sub {
        my $filter = POE::Filter::Line->new(@$ending, MaxLength => 3, MaxBuffer => 20);
        $filter->get_one_start(["ab\nabcd\ncd\n"]);
        is_deeply $filter->get_one, ['ab'], 'the lines before it come';
        is error_of(sub { $filter->get_one }), $too_long, 'then the error';
        is_deeply $filter->get_one, ['cd'], 'then those behind it';
    };

    subtest "a long partial line, $kind ending" => sub {
        my $filter = POE::Filter::Line->new(@$ending, MaxLength => 3, MaxBuffer => 10);
        is_deeply $filter->get([ 'x' x 10 ]), [], 'is limited by the buffer only';
        is error_of(sub { $filter->get(['x']) }), $too_much;
        is error_of(sub { $filter->get([]) }), $too_much, 'and again';
        is error_of(sub { $filter->get_one_start([]) }), $too_much;
        is length $filter->get_pending->[0], 11, 'what came is kept';
        is error_of(sub { $filter->get_one }), '', 'get_one asks no more than for a line';
    };
}

subtest 'many lines' => sub {
    my $filter = POE::Filter::Line->new(MaxLength => 5, MaxBuffer => 10);
    is error_of(sub { $filter->get([ "ab\n" x 4 ]) }), $too_much, 'count together';
    my $other = POE::Filter::Line->new(MaxLength => 5, MaxBuffer => 10);
    is error_of(sub { $other->get([ "ab\n", "cd\n", "ef\n", "gh\n" ]) }), $too_much,
        'in one list of chunks too';
    my $third = POE::Filter::Line->new(MaxLength => 5, MaxBuffer => 10);
    is_deeply [ map {@$_} got_from($third, ("ab\n") x 8) ], [ ('ab') x 8 ], 'not over time';
};

subtest 'a subclass that sets its limits itself' => sub {
    my $filter = POE::Filter::Line->new;
    @$filter[ 4, 5 ] = (2, 6);
    is error_of(sub { $filter->get(["abc\n"]) }), $too_long;
    is error_of(sub { $filter->get(["abcdefg\n"]) }), $too_much;
};

done_testing;
