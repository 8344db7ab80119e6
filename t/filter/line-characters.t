use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Line;

# Chunks should be octets. Whoever hands in characters gets characters.

my ($smile, $e) = ("\x{263a}", "\xe9");

subtest 'endings' => sub {
    my @cases = (
        [ 'any newline', [], "a$smile\r\n$e\n\r$smile\rb\n$e", [ "a$smile", $e, $smile, 'b' ] ],
        [ 'a literal', [ Literal => 'xy' ], "a${smile}xy${e}xyx$e", [ "a$smile", $e ] ],
        [ 'one of characters', [ Literal => $smile ], "a$smile$e$smile$e", [ 'a', $e ] ],
        [ 'one of bytes', [ Literal => $e ], "a$e$smile$e$smile", [ 'a', $smile ] ],
        [ 'a pattern', [ InputRegexp => "[;$smile]" ], "a$smile$e;$e", [ 'a', $e ] ],
        [
            'to find out', [ InputLiteral => undef ], "$smile\n\r$e\n$e\n\r$e", [ $smile, "$e\n$e" ]
        ],
    );
    for my $case (@cases) {
        my ($name, $parameters, $stream, $lines) = @$case;
        my ($rest) = $stream =~ /(.)\z/s;
        $rest = "x$e" if $name eq 'a literal';
        my $whole = POE::Filter::Line->new(@$parameters);
        is_deeply $whole->get([$stream]), $lines, $name;
        is_deeply $whole->get_pending, [$rest], '... and the rest';
        my $pieces = POE::Filter::Line->new(@$parameters);
        next if $name eq 'any newline';
        is_deeply [ map {@$_} got_from($pieces, split //, $stream) ], $lines, '... in pieces';
    }
};

subtest 'what a program asks in between' => sub {
    my $filter = POE::Filter::Line->new(InputRegexp => ';');
    $filter->get_one_start([ $smile x 10 ]);
    is length $filter->get_pending->[0], 10;
    is length $filter->[0], 10;
    $filter->get_one_start([ $smile x 10 ]);
    is length $filter->[0], 20, 'is true when it asks again';
    $filter->get_one_start([ 'ab;' . $smile x 5 . ';' ]);
    is_deeply [ map {length} @{ $filter->get([]) } ], [ 22, 5 ], 'and does not disturb';
    my $lines = POE::Filter::Line->new;
    $lines->get_one_start([ $smile x 10 . "\n" . $smile x 3 ]);
    is length $lines->[0], 14;
    is length $lines->get_one->[0], 10;
    is length $lines->[0], 3;
    is_deeply $lines->get(["x\n"]), [ $smile x 3 . 'x' ];
};

subtest 'limits' => sub {
    my $filter = POE::Filter::Line->new(MaxLength => 3, MaxBuffer => 6);
    is_deeply $filter->get([ $smile x 3 . "\n" ]), [ $smile x 3 ], 'count characters';
    is error_of(sub { $filter->get([ $smile x 4 . "\n" ]) }),
        'Next line exceeds maximum line length';
    is error_of(sub { $filter->get([ $smile x 7 ]) }), 'Framing buffer exceeds the limit';
};

subtest 'bytes after characters' => sub {
    my $filter = POE::Filter::Line->new;
    my @lines  = map {@$_} got_from($filter, "$smile\n", "$e\n", "$smile$e", "$e\n", "$e\n");
    is_deeply \@lines, [ $smile, $e, "$smile$e$e", $e ];
    plan skip_all => 'upstream keeps them as characters' if is_upstream();
    is_deeply [ map { utf8::is_utf8($_) ? 1 : 0 } @lines ], [ 1, 0, 1, 0 ], 'are bytes';
};

done_testing;
