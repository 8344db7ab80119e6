use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

subtest 'run_one_timeslice' => sub {
    my @log;
    session(
        _start => sub { $_[KERNEL]->yield('work') }, work => sub { push @log, 'work' },
        _stop  => sub { push @log, 'stop' });
    is_deeply [ $poe_kernel->run_one_timeslice ], [1], 'returns 1 while there are sessions';
    is "@log", 'work stop', 'one pass and its garbage';
    my $slices = 0;
    $slices++ while $poe_kernel->run_one_timeslice and $slices < 10;
    is_deeply [ $poe_kernel->run_one_timeslice ], [], 'and nothing when none is left';
    cmp_ok $slices, '<', 10;
};

subtest 'it waits for the next alarm' => sub {
    my $fired = 0;
    session(_start => sub { $_[KERNEL]->delay(ring => 0.05) }, ring => sub { $fired++ });
    my $slices = 0;
    until ($fired) { $poe_kernel->run_one_timeslice; $slices++ }
    cmp_ok $slices, '<', 60, 'instead of turning round and round';
    1 while $poe_kernel->run_one_timeslice;
};

subtest 'run_while' => sub {
    my ($go, $count) = (1, 0);
    session(
        _start => sub { $_[KERNEL]->yield('tick') },
        tick   => sub { $go = 0 if ++$count == 5; $_[KERNEL]->yield('tick') unless $count >= 8 },
    );
    $poe_kernel->run_while(\$go);
    is $count, 5, 'stops when the flag falls';
    cmp_ok $poe_kernel->_data_ses_count, '>', 1, 'the session is still there';
    $go = 1;
    $poe_kernel->run_while(\$go);
    is $count, 8, 'and goes on, until no session is left';
};

subtest 'run_while with a false flag' => sub {
    my ($go, $count) = (0, 0);
    session(_start => sub { $_[KERNEL]->yield('tick') }, tick => sub { $count++ });
    $poe_kernel->run_while(\$go);
    is $count, 0, 'does nothing';
    $poe_kernel->run;
    is $count, 1;
};

subtest 'a program of slices can be entered again' => sub {
    for (1 .. 3) {
        my $done = 0;
        session(_start => sub { $_[KERNEL]->yield('work') }, work => sub { $done++ });
        1 while $poe_kernel->run_one_timeslice;
        is $done, 1;
    }
};

subtest 'an exception comes out of the slice' => sub {
    session(_start => sub { $_[KERNEL]->yield('work') }, work => sub { die "in a slice\n" });
    my $error;
    eval { $poe_kernel->run_one_timeslice; 1 } or $error = $@ for 1 .. 4;
    is $error, "in a slice\n";
};

subtest 'IDLE comes with slices, ZOMBIE does not' => sub {
    my @log;
    my $go = 1;
    session(
        _start => sub {
            $_[KERNEL]->alias_set('x');
            $_[KERNEL]->sig(IDLE   => 'signal');
            $_[KERNEL]->sig(ZOMBIE => 'signal');
        },
        signal => sub { push @log, $_[ARG0]; $_[KERNEL]->sig_handled; $go = 0 if @log == 3 },
    );
    $poe_kernel->run_while(\$go);
    is "@log", 'IDLE IDLE IDLE', 'again and again';
    $poe_kernel->stop;
    $poe_kernel->run;
};

done_testing;
