use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my @log;
my $note = sub {
    push @log, join ' ', map { $_ // '-' } @_[ STATE, EVENT, ARG0 .. $#_ ];
    'noted';
};
my $machine;

# A second machine plays the rest of the program: it sends events and asks what became of them.
sub start_driver {
    my ($kernel) = $_[KERNEL];
    $kernel->post($machine, 'posted', 1);
    $kernel->post($machine, 'unknown', 2, 3);
    is($kernel->call($machine, 'called', 4), 'noted', 'call returns what the handler returns');
    is_deeply([ $kernel->call($machine, 'called') ], ['noted'], 'one value, in list context');
    is($kernel->call($machine, 'other', 5), 'noted', 'so does _default');
    is_deeply([ $kernel->call($machine, $_) ], [], "$_ reaches no handler") for qw(_start _stop);
    $kernel->yield('finish');
}

sub finish_driver {
    my ($kernel) = $_[KERNEL];
    is_deeply(
        \@log,
        [
            'first enter', 'first called 4', 'first called', 'first _default other ARRAY',
            'first posted 1', 'first _default unknown ARRAY',
        ],
        'in the order of the queue'
    ) or diag explain \@log;
    @log = ();
    $machine->goto_state('second');
    $kernel->post($machine, 'posted');
    $kernel->post($machine, 'only_in_second');
}

$machine = POE::NFA->spawn(
    inline_states => {
        first => {
            enter    => $note,
            posted   => $note,
            called   => $note,
            _default => sub {
                is(ref $_[ARG1], 'ARRAY', 'the arguments come in an array');
                $_[ARG1] = 'ARRAY';
                $note->(@_);
            }
        },
        second => { posted => $note, only_in_second => $note },
    },
);
$machine->goto_state(first => 'enter');

POE::NFA->spawn(
    inline_states => {
        drive => { start => \&start_driver, finish => \&finish_driver },
    })->goto_state(drive => 'start');

POE::Kernel->run;
is_deeply(\@log, [ 'second posted', 'second only_in_second' ], 'another state, other handlers');
done_testing;
