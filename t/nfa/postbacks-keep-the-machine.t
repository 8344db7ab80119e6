use strict;
use warnings;
use Test::More;
use POE qw(NFA);

alarm 30;    # a machine that is not let go would keep the program waiting for ever

my ($postback, @log);

sub later {
    push @log, [ $_[STATE], map { [@$_] } @_[ ARG0 .. $#_ ] ];
    @{ $_[ARG0] } = ('changed by the handler');
}

my $machine = POE::NFA->spawn(
    inline_states => {
        a => {
            start => sub { $postback = $_[MACHINE]->postback(later => 'x', 'y') },
            later => \&later,
        },
        b => { later => \&later },
    });
my $id = $machine->ID;
$machine->goto_state(a => 'start');
undef $machine;
is(ref $postback, 'POE::NFA::Postback', 'a class of its own');

# Nothing but the postback keeps the first machine while this one waits.
sub use_it {
    is($postback->(1), 0, 'it returns 0');
    is(@log, 0, 'and has only posted');
    $_[KERNEL]->ID_id_to_session($id)->goto_state('b');
    $postback->(2, 3);
    undef $postback;
}
POE::NFA->spawn(
    inline_states => {
        on => {
            start => sub { $_[KERNEL]->delay(use_it => 0.02) }, use_it => \&use_it,
        } })->goto_state(on => 'start');

POE::Kernel->run;
is_deeply(
    \@log, [ [ a => [ 'x', 'y' ], [1] ], [ b => [ 'x', 'y' ], [ 2, 3 ] ] ],
    'each call is an event with arrays of its own, met by the state of its turn'
);
is($poe_kernel->ID_id_to_session($id), undef, 'without postbacks the machine has ended');
done_testing;
