use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my @log;
sub note_event { push @log, "$_[STATE]:$_[EVENT]" . ($_[ARG0] // '') }

sub start {
    my ($kernel, $machine) = @_[ KERNEL, MACHINE ];
    note_event(@_);
    $kernel->yield(tick => 1);
    is($machine->goto_state(b => enter => 'x'), 1, 'goto_state returns 1');
    is($machine->get_current_state, 'a', 'the state has not changed yet');
    $kernel->yield(tick => 2);
}

my $machine = POE::NFA->spawn(
    inline_states => {
        a => { start => \&start, tick => \&note_event, leave => \&note_event },
        b =>
            { enter => \&note_event, tick => \&note_event, leave => sub { fail('b is not left') } },
    });
is($machine->goto_state(a => 'start'), undef, 'the first goto_state returns undef');
is_deeply(\@log, ['a:start'], 'since it has been made');
is($machine->get_current_state, 'a', 'the state is there at once');

POE::Kernel->run;
is_deeply(
    \@log, [qw(a:start a:tick1 a:leave b:enterx b:tick2)],
    'events before it meet the old state, those after it the new'
);
is($machine->get_current_state, 'b', 'the new state');

done_testing;
