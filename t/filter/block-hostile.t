use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Block;

my $too_long = 'Expected size of next block exceeds the limit';
my $too_much = 'Framing buffer exceeds the limit';

sub block { return POE::Filter::Block->new(MaxLength => 5, MaxBuffer => 20, @_) }

subtest 'a length beyond the limit' => sub {
    my $filter = block();
    is_deeply $filter->get(["5\0abcde"]), ['abcde'], 'the limit itself is allowed';
    is error_of(sub { $filter->get(["1\0x6\0abcdef1\0y"]) }), $too_long;
    is_deeply $filter->get_pending, ["abcdef1\0y"], 'the header is gone';
    is_deeply $filter->get([]), [ 'abcdef', 'y' ], 'the block comes when it is asked for again';
};

subtest 'a length of very many digits' => sub {
    for my $digits ('9' x 20, '18446744073709551617', '1' . '0' x 30) {
        my $filter = POE::Filter::Block->new;
        is error_of(sub { $filter->get(["$digits\0abc"]) }), $too_long, "such as $digits";
        is_deeply [ eval { @{ $filter->get(['def']) } } ], [], 'no record comes of it';
    }
};

subtest 'digits without end' => sub {
    my $filter = block();
    my $error  = '';
    my $sent   = 0;
    $error = error_of(sub { $filter->get(['1']) }) until $error || ++$sent > 100;
    is $error, $too_much;
    cmp_ok length $filter->get_pending->[0], '<=', 21;
    is_deeply block()->get(["12ab\0"]), [], 'digits that no NUL follows wait';
};

subtest 'what can be no header' => sub {
    for my $junk ('x', "-3\0", " 3\0", "+", "\0", "\xff" x 10) {
        my $filter   = block();
        my ($first)  = $junk =~ /\A([^0-9]+)/;
        my @warnings = warnings_of(sub {
            is_deeply $filter->get(["${junk}2\0ab"]), [], 'is dropped, with the turn';
        });
        is scalar @warnings, 1;
        like $warnings[0], qr/\A${\ length $first} strange bytes removed from stream at /;
    }
    my $filter = block();
    warnings_of(sub { $filter->get(["junk2\0ab1\0c"]) });
    is_deeply $filter->get([]), [ 'ab', 'c' ], 'the blocks behind it come with the next';
    warnings_of(sub { is_deeply $filter->get(['junk']), [] });
    is $filter->get_pending, undef, 'junk is not kept';
};

subtest 'more than the buffer may hold' => sub {
    my $filter = block();
    is error_of(sub { $filter->get([ "5\0abcde" x 3 ]) }), $too_much;
    is error_of(sub { $filter->get([]) }), $too_much, 'again';
    my $other = block();
    is_deeply [ map {@$_} got_from($other, ("5\0abcde") x 30) ], [ ('abcde') x 30 ],
        'not over time';
    my $fixed = POE::Filter::Block->new(BlockSize => 10, MaxBuffer => 4);
    is error_of(sub { $fixed->get(['abcde']) }), $too_much, 'a fixed size is limited so, too';
};

subtest 'random bytes' => sub {
    my $random  = random_numbers(3);
    my @letters = (0 .. 9, "\0", "\0", 'x', '-');
    my ($filter, $longest, %errors) = (block(), 0);
    local $SIG{__WARN__} = sub { };
    for (1 .. 20_000) {
        my $error  = error_of(sub { $filter->get([ $letters[ $random->(scalar @letters) ] ]) });
        my $length = length(($filter->get_pending // [''])->[0]);
        $longest        = $length if $length > $longest;
        $errors{$error} = 1;
        $filter         = block() if $error eq $too_much;
    }
    is_deeply [ grep {$_} sort keys %errors ], [ $too_long, $too_much ],
        'bring nothing but the documented errors';
    cmp_ok $longest, '<=', 21, 'and no more than the buffer may hold';
};

done_testing;
