use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my @log;
sub note_event { push @log, join ' ', "$_[STATE]:$_[EVENT]", @_[ ARG0 .. $#_ ] }

POE::NFA->spawn(
    inline_states => {
        top => {
            start => sub { $_[MACHINE]->call_state(back => middle => 'enter', 'in', 1) },
            leave => \&note_event,
            back  => sub { &note_event; $_[MACHINE]->call_state(undef, 'middle', 'quiet') },
        },
        middle => {
            enter => sub { &note_event; $_[MACHINE]->call_state(again => deep => 'enter') },
            again => sub { &note_event; $_[MACHINE]->return_state('out', 2) },
            quiet => sub {
                &note_event;
                $_[KERNEL]->yield('still_here');
                $_[MACHINE]->return_state('lost');
            },
            still_here => \&note_event,
        },
        deep => { enter => sub { &note_event; $_[MACHINE]->return_state('from deep') } },
    })->goto_state(top => 'start');
POE::Kernel->run;

is_deeply(
    \@log,
    [
        'top:leave', 'middle:enter in 1', 'deep:enter', 'middle:again from deep',
        'top:back out 2', 'top:leave', 'middle:quiet', 'middle:still_here',
    ],
    'states nest, arguments go there and back, and a return without event is silent'
) or diag explain \@log;

done_testing;
