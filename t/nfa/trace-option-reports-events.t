use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my @said;
local $SIG{__WARN__} = sub {
    push @said, map {s/^=== \d+ === //mgr} @_;
};

my $machine = POE::NFA->spawn(
    options       => { trace => 1 },
    inline_states => { on => { start => sub { $_[KERNEL]->yield('odd') }, _default => sub { } } },
);
my $id = $machine->ID;
$machine->goto_state(on => 'start');
POE::Kernel->run;

is($said[0], "$id -> _start\n", 'even what no handler sees is reported');
is_deeply(
    [ @said[ 1 .. 4 ] ],
    [
        "$id -> poe_nfa_goto_state\n", "$id -> start\n", "$id -> odd\n",
        "$id -> odd redirected to EN_DEFAULT in state 'on'\n",
    ],
    'then each event in turn'
);
done_testing;
