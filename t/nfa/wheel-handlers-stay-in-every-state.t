use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my @log;

sub added {
    push @log, "$_[STATE]:$_[EVENT]";
    is($_[MACHINE][POE::NFA::SELF_IS_IN_INTERNAL], 1, 'counted as running');
}
sub Package::method { push @log, "method of $_[OBJECT]"; return }

sub start {
    my ($kernel, $machine) = @_[ KERNEL, MACHINE ];
    is($kernel->state(added  => \&added), 0, 'a code reference');
    is($kernel->state(method => 'Package'), 0, 'a package');
    is($kernel->state(shared => \&added), 0, 'of a name that the state has too');
    is($kernel->state(brief  => \&added), 0, 'one to be removed');
    is($kernel->state('brief'), 0, 'removed');
    $kernel->yield($_) for qw(added method shared brief);
    $machine->goto_state('b');
    $kernel->yield($_) for qw(added shared);
}

my $machine = POE::NFA->spawn(
    inline_states => {
        a => {
            start    => \&start,
            shared   => sub { push @log, 'own' },
            _default => sub { push @log, "no $_[ARG0]" },
        },
        b => { _default => sub { fail("no handler for $_[ARG0]") } },
    });
$machine->goto_state(a => 'start');
POE::Kernel->run;

is_deeply(
    \@log, [ 'a:added', 'method of Package', 'own', 'no brief', 'b:added', 'b:shared' ],
    'they stay while states change, and stand behind those of the state'
);
is($machine->[POE::NFA::SELF_IS_IN_INTERNAL], 0, 'the count of running ones is back at 0');
my $states = $machine->[POE::NFA::SELF_STATES];
ok(!exists $states->{$_}{added}, "the table of '$_' has not been changed") for qw(a b);
done_testing;
