use strict;
use warnings;

use lib 't/lib';
use DebianExamples;
use RealProgram;
use Test::More;

# Sessions that create sessions at random up to a limit: each one starts, is known to its parent, and
# stops, children before their parents.

needs_examples();

my $program = run_program(example('forkbomb'));
$program->ended_well;
$program->from_here;

my (%line, %parent);
my $at = 0;
for (split /\n/, $program->said) {
    $at++;
    $line{$2}{$1}   = $at if /^\s*(\d+) has (started|stopped)/;
    $line{lost}{$2} = $at if /^\s*(\d+) is losing child (\d+)/;
    $parent{$2}     = $1  if /^\s*(\d+) is losing child (\d+)/;
}

my @started = keys %{ $line{started} };
cmp_ok(scalar @started, '<=', 200, 'never more sessions than the limit');
is_deeply(
    [ grep { ($line{stopped}{$_} // 0) <= $line{started}{$_} } @started ], [],
    'each stops after its start'
);
is(keys %parent, @started - 1, 'all but the first are lost by a parent');
is_deeply(
    [ grep { $line{lost}{$_} <= $line{stopped}{$_} } keys %parent ], [],
    'a parent hears of it after the stop'
);
is_deeply(
    [ grep { $line{stopped}{ $parent{$_} } <= $line{lost}{$_} } keys %parent ], [],
    'and stops later itself'
);

done_testing;
