use strict;
use warnings;
use Test::More;

# So that an error in an event comes straight out of call().
sub POE::Kernel::CATCH_EXCEPTIONS () {0}
use POE::Kernel;
use POE::NFA;
use POE::Session ();

my $machine = POE::NFA->spawn(
    inline_states => {
        one => { start => sub { $_[KERNEL]->alias_set('machine') }, leave => sub { $::left++ } },
        two => { enter => sub { die "in handler\n" }, _default            => sub { } },
    });

my $calling_line = __LINE__ + 4;

sub fails {
    my ($name, $text, @event) = @_;
    ok(!eval { my $result = $poe_kernel->call(machine => @event); 1 }, "$name fails");
    like($@, qr/^=== \d+ === \Q$text\E$/, 'with this text');
    is($machine->get_current_state, 'one', 'and the state is as before');
}

sub run_tests {
    my $id = $machine->ID;
    my ($goto, $push, $pop) = map {"poe_nfa_${_}_state"} qw(goto push pop);
    fails('an unknown state', "$id tried to enter nonexistent state 'nine'", $goto => 'nine');
    fails(
        'an empty entry event', "$id tried to invoke nonexistent enter event '' in state 'two'",
        $goto => 'two', ''
    );
    fails(
        'an entry event left to _default',
        "$id tried to invoke nonexistent enter event 'no' in state 'two'", $goto => 'two', 'no'
    );
    fails('a return to nowhere', "$id tried to pop a state from an empty stack", $pop => 1);
    fails(
        'an event without a handler',
        "a 'what' event was sent from $0 at $calling_line to session $id, but "
            . "session $id has neither a handler for it nor one for _default "
            . "in its current state, 'one'",
        'what'
    );
    is($::left, undef, 'the old state is not left for nothing');
    is(scalar $poe_kernel->call(machine => '_signal'), undef, '_signal needs no handler')
        if POE::NFA->VERSION >= 2;    # older ones die of a Perl error

    fails(
        'a call of an unknown state', "$id tried to enter nonexistent state 'nine'",
        $push => 'back', 'nine'
    );
    fails('a return after it', "$id tried to pop a state from an empty stack", $pop)
        if POE::NFA->VERSION >= 2;    # older ones have kept the failed call

    ok(!eval { my $result = $poe_kernel->call(machine => $goto, two => 'enter'); 1 }, 'entry dies');
    is($@, "in handler\n", 'with its own text');
    is($machine->get_current_state, 'two', 'in the new state, where the machine is now');
    $machine->stop;
}

$machine->goto_state(one => 'start');
POE::Session->create(
    inline_states => {
        _start => sub {
            eval { run_tests(); 1 } or fail("died: $@");
        },
    });
POE::Kernel->run;
done_testing;
