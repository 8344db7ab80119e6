use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my ($runstate, $options, $states) = ({ deep => 1 }, { two => 2 }, { on => { go => sub { } } });
my $machine = POE::NFA->spawn(inline_states => $states, runstate => $runstate, options => $options);

isa_ok($machine, 'POE::NFA');
is($machine->[POE::NFA::SELF_RUNSTATE], $runstate, 'the runstate is the one given');
is($machine->get_runstate, $runstate, 'get_runstate returns it');
is($machine->[POE::NFA::SELF_OPTIONS], $options, 'options are used, not copied');
is($machine->[POE::NFA::SELF_STATES], $states, 'so are inline states');
is($machine->get_current_state, '(undef)', 'no state yet');
is($machine->[POE::NFA::SELF_CURRENT], undef, 'and no handlers');
is($poe_kernel->ID_id_to_session($machine->ID), $machine, 'the kernel knows it by its ID');

my ($plain) = POE::NFA->spawn(inline_states => undef, runstate => 0);
is_deeply($plain->get_runstate, {}, 'a false runstate becomes a hash');
is_deeply($plain->option, {}, 'no options by default');
is_deeply($plain->[POE::NFA::SELF_STATES], {}, 'nor states');
is(
    POE::NFA->spawn(inline_states => {}, runstate => 'text')->get_runstate, 'text',
    'any true value may be the runstate'
);

POE::Kernel->run;
done_testing;
