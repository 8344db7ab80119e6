use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my $kept;
POE::NFA->spawn(
    inline_states => {
        on => {
            start    => sub { $_[KERNEL]->yield(unknown => 1, 2) },
            _default => sub { $kept = $_[ARG1] if $_[ARG0] eq 'unknown' },
        } })->goto_state(on => 'start');
POE::Kernel->run;

is_deeply($kept, [ 1, 2 ], 'the array of _default stays when the event is over');
done_testing;
