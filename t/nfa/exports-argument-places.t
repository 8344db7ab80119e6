use strict;
use warnings;
use Test::More;

{ package User;  use POE::NFA qw(the list is ignored); }
{ package Other; require POE::NFA; }

my %place = (
    OBJECT => 0, MACHINE => 1, KERNEL => 2, RUNSTATE => 3, EVENT => 4, SENDER => 5,
    STATE  => 6, map { ("ARG$_" => 10 + $_) } 0 .. 9
);

is(User->can($_)->(), $place{$_}, "$_ is $place{$_}") for sort keys %place;
ok(!Other->can('MACHINE'), 'require exports nothing');
ok(!User->can($_), "$_ is not exported") for qw(SESSION HEAP CALLER_FILE CALLER_LINE CALLER_STATE);
is_deeply(
    [ POE::NFA::CALLER_FILE(), POE::NFA::CALLER_LINE(), POE::NFA::CALLER_STATE() ],
    [ 7, 8, 9 ], 'but the caller places have names'
);
is_deeply([
        map { POE::NFA->can("SELF_$_")->() }
            qw(RUNSTATE OPTIONS STATES ID CURRENT STATE_STACK INTERNALS CURRENT_NAME IS_IN_INTERNAL)
    ],
    [ 0 .. 8 ],
    'so have the slots of a machine'
);

done_testing;
