use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my $machine = POE::NFA->spawn(
    runstate      => 'old',
    inline_states => {
        on => {
            start => sub {
                is($_[RUNSTATE], 'old', 'the store given');
                $_[RUNSTATE] = ['new'];
                $_[KERNEL]->yield('next');
            },
            next => sub { is_deeply($_[RUNSTATE], ['new'], 'the store assigned') },
        }
    },
);
$machine->goto_state(on => 'start');
POE::Kernel->run;
is_deeply($machine->get_runstate, ['new'], 'get_runstate knows it');
done_testing;
