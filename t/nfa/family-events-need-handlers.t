use strict;
use warnings;
use Test::More;
use POE qw(NFA);

# The parent machine hears of its children, and the child of its parent's end, as of any event.
my @log;
sub note_event { push @log, join ' ', "$_[STATE]:$_[EVENT]", $_[ARG0] }

POE::NFA->spawn(
    inline_states => {
        parent => {
            start  => sub { spawn_child()->goto_state(child => 'start') },
            _child => \&note_event,
        },
    })->goto_state(parent => 'start');

sub spawn_child {
    return POE::NFA->spawn(
        inline_states => {
            child => {
                start => sub { $_[KERNEL]->delay(tick => 0.01) },
                tick  => sub { push @log, 'tick' },
            } });
}
POE::Kernel->run;
is_deeply(\@log, [ 'parent:_child create', 'tick', 'parent:_child lose' ], '_child with a handler');

POE::NFA->spawn(inline_states => { parent => { start => sub { spawn_child() } } })
    ->goto_state(parent => 'start');
ok(!eval { POE::Kernel->run; 1 }, '_child without one is an error');
like($@, qr/a '_child' event was sent from .+ neither a handler for it/, 'this');

done_testing;
