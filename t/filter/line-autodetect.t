use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Line;

# The first line tells what ends all of them. A CR or LF as the last octet of a chunk may be half of an
# ending: that shows with the octet after it.
my @cases = (
    [ "\r\n", ["a\r\nb\nc\r\n"], [ 'a', "b\nc" ] ],
    [ "\n\r", ["a\n\rb\nc\n\r"], [ 'a', "b\nc" ] ],
    [ "\n", ["a\nb\rc\nd"], [ 'a', "b\rc" ], 'd' ],
    [ "\r", ["a\rb\nc\rd"], [ 'a', "b\nc" ], 'd' ],
    [ "\r\n", [ "a\r", "\nb\r\nc\nd\r\n" ], [ 'a', 'b', "c\nd" ] ],
    [ "\n\r", [ "a\n", "\rb\n\r" ], [ 'a', 'b' ] ],
    [ "\n", [ "a\n", "b\nc\r\n" ], [ 'a', 'b', "c\r" ] ],
    [ "\r", ["a\r\rb"], [ 'a', '' ], 'b' ],
    [ "\r", [ "\r", "\r", "\r" ], [ '', '', '' ] ],
    [ "\r\n", [ "\r\n", "\r\n" ], [ '', '' ] ],
    [ "\n\r", [ "\n", "\r", "\n\r" ], [ '', '' ] ],
    [ "\r", [ 'a', "b\r", "c\r\nd\re" ], [ 'ab', 'c', "\nd" ], 'e' ],
    [ undef, [ 'a', 'b' ], [], 'ab' ],
);

sub shown {
    my ($string) = @_;
    return join ' | ', map { s/\r/CR/gr =~ s/\n/LF/gr } @$string;
}

for my $case (@cases) {
    my ($ending, $chunks, $records, $pending) = @$case;
    for my $none (undef, '') {
        my $filter = POE::Filter::Line->new(InputLiteral => $none);
        my @got    = map {@$_} got_from($filter, @$chunks);
        is_deeply \@got, $records, shown($chunks);
        is_deeply $filter->get_pending, defined $pending ? [$pending] : undef, '... pending';
        my $begun = $pending // '';
        my $end   = $ending  // "\n";
        is_deeply [ got_from($filter, "1${end}2$end") ], [ [ "${begun}1", 2 ] ], '... later lines';
    }
}

subtest 'a clone' => sub {
    my $filter = POE::Filter::Line->new(InputLiteral => undef);
    got_from($filter, "a\rb");
    my $clone = $filter->clone;
    is_deeply $clone->get(["c\nd\r"]), ["c\nd"], 'knows the ending';
    my $fresh = POE::Filter::Line->new(InputLiteral => undef)->clone;
    is_deeply $fresh->get(["c\nd\r\n"]), [ 'c', "d\r" ], 'or still has to learn it';
    my $half = POE::Filter::Line->new(InputLiteral => undef);
    got_from($half, "a\r");
    is_deeply $half->clone->get(["\nb\r\n"]), ['b'], 'or waits for its second half';
};

subtest 'a first line that is too long' => sub {
    my $filter = POE::Filter::Line->new(InputLiteral => undef, MaxLength => 3);
    is error_of(sub { $filter->get(["long\nab\r\n"]) }), 'Next line exceeds maximum line length';
    is_deeply $filter->get(["cd\n"]), [ "ab\r", 'cd' ], 'tells the ending as well';
};

done_testing;
