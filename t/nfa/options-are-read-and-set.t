use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my $machine = POE::NFA->spawn(inline_states => {});

is($machine->option('debug'), undef, 'an option that is not set');
is($machine->option(debug => 'x'), undef, 'setting returns what was before');
is($machine->option('debug'), 'x', 'reading does not change it');
is($machine->option(DEBUG => 7), 'x', 'case does not matter');
is_deeply(
    $machine->option(debug => undef, other => 2), { debug => 7, other => undef },
    'several give a hash of what was before'
);
ok(!exists $machine->[POE::NFA::SELF_OPTIONS]{debug}, 'undef removes');
is_deeply($machine->option, {}, 'no names, an empty hash');
is_deeply(
    $machine->option(one => 1, 'other'), { one => undef, other => 2 },
    'the last may be alone'
);

my %meaning = (yes => 1, On => 1, TRUE => 1, no => 0, off => 0, False => 0, truely => 'truely');
for my $word (sort keys %meaning) {
    $machine->option(flag => $word);
    is($machine->option('flag'), $meaning{$word}, "'$word' is $meaning{$word}");
}

POE::Kernel->run;
done_testing;
