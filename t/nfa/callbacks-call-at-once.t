use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my $callback;

sub answer {
    my $answer = "$_[STATE] got @{ $_[ARG0] } and @{ $_[ARG1] }";
    @{ $_[ARG0] } = ('changed by the handler');
    return ('first', $answer);
}

sub start {
    $callback = $_[MACHINE]->callback(answer => 'etc', 1);
    is(ref $callback, 'CODE', 'a plain code reference');
    $_[MACHINE]->goto_state('b');
    is($callback->('x', 'y'), 'a got etc 1 and x y', 'the handler of the present state answers');
    is_deeply([ $callback->() ], ['a got etc 1 and '], 'one value in list context too');
    is($_[KERNEL]->_data_extref_count_ses($_[MACHINE]->ID), 0, 'it holds no reference');
    $_[KERNEL]->yield('in_b');
}

my $machine = POE::NFA->spawn(
    inline_states => {
        a => { start => \&start, answer => \&answer },
        b => {
            in_b   => sub { is($callback->(2), 'b got etc 1 and 2', 'then that of the next') },
            answer => \&answer
        },
    });
my $id = $machine->ID;
$machine->goto_state(a => 'start');
undef $machine;
POE::Kernel->run;
is($poe_kernel->ID_id_to_session($id), undef, 'the machine has ended though the callback exists');
done_testing;
