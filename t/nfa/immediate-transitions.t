use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my @log;
sub note_event { push @log, "$_[STATE]:$_[EVENT]" }

sub start {
    my ($kernel, $machine) = @_[ KERNEL, MACHINE ];
    $kernel->yield('tick');
    is($machine->goto_state(b => 'enter'), undef, 'goto_state returns undef');
    is($machine->get_current_state, 'b', 'the state has changed at once');
    is($_[STATE], 'b', 'which the running handler sees');
    $machine->call_state(back => c => 'enter');
    is($machine->get_current_state, 'c', 'so has call_state');
    $machine->return_state;
    is($machine->get_current_state, 'b', 'and return_state');
}

POE::NFA->spawn(
    options       => { immediate => 1 },
    inline_states => {
        a => { start => \&start, leave => \&note_event },
        b => { map { ($_ => \&note_event) } qw(enter tick leave back) },
        c => { map { ($_ => \&note_event) } qw(enter leave) },
    },
)->goto_state(a => 'start');

POE::Kernel->run;
is_deeply(
    \@log, [qw(a:leave b:enter b:leave c:enter c:leave b:back b:tick)],
    'only the event had to wait'
);
done_testing;
