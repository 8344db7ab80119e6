use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

BEGIN {
    eval { require POE::Component::IKC::Freezer } or plan skip_all => 'there is none there';
}
use POE::Component::IKC::Freezer qw(freeze thaw);

our $ran = 0;
my @refused = (
    'do { $main::ran++ }', '$VAR1 = do { $main::ran++; {} };',
    '$VAR1 = {}; $main::ran++;', '$VAR1 = { a => $main::ran++ };',
    '$VAR1 = { a => main::ran() };', '$VAR1 = { a => "@{[ $main::ran++ ]}" };',
    '$VAR1 = ["$main::ran"];', '$VAR1 = [`true`];',
    '$VAR1 = [qr/(?{ $main::ran++ })/];', '$VAR1 = [sub { }];',
    '$VAR1 = [\*STDOUT];', '$VAR1 = [<STDIN>];',
    '$VAR1 = [v1.2];', '$VAR1 = [1 + 1];',
    '$VAR1 = [1 .. 1000000000];', '$VAR1 = ["x" x 1000000000];',
    '$VAR1 = [0x10];', '$VAR1 = [1_000];',
    'BEGIN { $main::ran++ }', 'use POSIX; {}',
    '$VAR1 = bless( {}, $x );', '$VAR1 = bless( 5, \'X\' );',
    '$VAR1 = bless( {}, \'X;Y\' );', '$VAR1 = {}; $VAR1->{a} = 1;',
    '$VAR1 = []; $VAR1->[0] = 1;', '$VAR1 = [[]]; $VAR1->[0]{x} = 1;',
    '$VAR1 = [1]; $VAR2->[0] = 1;', '$VAR1 = [1]; ${$VAR1->[0]} = 1;',
    '$VAR1 = [1]; $VAR1->[0] == 1;', '$VAR1 = $VAR1;',
    '$VAR1 = [$VAR1->[1]];', '$VAR1 = [',
    '$VAR1 = {', '$VAR1 = [1 2];',
    '$VAR1 = {a 1};', '$VAR1 = {a => 1 b => 2};',
    '$VAR1 = [\'abc', '$VAR1 = ["abc\\',
    '$VAR1 = ["\x{110000}"];', '$VAR1 = [] []',
    '$VAR1 = ' . '[' x 513 . ']' x 513 . ';', '$VAR1 = 5;', '$VAR1 = undef;', '', "\0", 'x',
);
for my $text (@refused) {
    ok(!eval { thaw($text); 1 }, substr($text, 0, 50) . ' is refused');
    like($@, qr/\AFreezer/, 'with a reason');
}
is($ran, 0, 'nothing was run');
ok(!eval { thaw(undef);                      1 }, 'nothing is no text');
ok(!eval { thaw('$V = [[]]; $V->[0] = $V;'); 1 }, 'data that holds itself is refused');
like($@, qr/holds itself/, 'with the reason');
ok(
    !eval {
        freeze([ sub { } ]);
        1;
    },
    'code is not sent'
);
ok(!eval { freeze([ \*STDOUT ]); 1 }, 'a handle neither');

# Whatever a text lacks or has too much, the reader ends, and keeps nothing.
my $good = '$VAR1 = {\'a\' => [1,"\x{263a}",\\\'x\'],\'b\' => []};$VAR1->{\'b\'} = $VAR1->{\'a\'};';
thaw($good);
srand 15;
my $ends = 0;
for (1 .. 3000) {
    my $bad = $good;
    substr($bad, rand length $bad, 1 + rand 4) = join '',
        map { substr '${}[]\'"\\;=>a1, ', rand 15, 1 } 0 .. rand 4;
    eval { thaw($bad) };
    ++$ends;
}
is($ends, 3000, 'texts with faults');
no_growth(
    'what is refused',
    sub {
        eval { thaw('$V = [[]]; $V->[0] = $V;') };
        eval { thaw('[1,[2') }
    },
    200
);

done_testing;
