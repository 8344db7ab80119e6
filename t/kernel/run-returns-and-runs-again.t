use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

is $poe_kernel->get_active_session, $poe_kernel, 'the kernel is active before run';

subtest 'without sessions run returns at once' => sub {
    my @warnings = warnings_of(sub { $poe_kernel->run });
    is_deeply \@warnings, [], 'silently';
    $poe_kernel->run for 1 .. 3;
    pass 'as often as one likes';
};

is $poe_kernel->get_active_session, $poe_kernel, 'the kernel is active after run';

subtest 'many runs in one process' => sub {
    my @log;
    for my $turn (1 .. 5) {
        play(
            _start => sub { $_[KERNEL]->alias_set('me'); $_[KERNEL]->delay(tick => 0.005, $turn) },
            tick   => sub { push @log, "turn $_[ARG0]";  $_[KERNEL]->alias_remove('me') },
        );
        push @log, 'returned';
    }
    is_deeply \@log, [ map { ("turn $_", 'returned') } 1 .. 5 ];
};

subtest 'files, signals and children work in a later run' => sub {
    for my $turn (1, 2) {
        pipe my $in, my $out or die $!;
        my %seen;
        play(
            _start => sub {
                $_[KERNEL]->select_read($in, 'file');
                $_[KERNEL]->sig(USR1 => 'signal');
                $_[KERNEL]->sig_child(spawn(sub {0}), 'child');
                syswrite $out, 'x';
                kill USR1 => $$;
            },
            file   => sub { $seen{file}++; $_[KERNEL]->select_read($in) },
            signal => sub { $seen{signal}++ },
            child  => sub { $seen{child}++ },
        );
        is_deeply \%seen, { file => 1, signal => 1, child => 1 }, "turn $turn";
    }
};

subtest 'run as a class method' => sub {
    my $ran = 0;
    session(_start => sub { $ran++ });
    POE::Kernel->run;
    is $ran, 1;
};

subtest 'a session that is made before run and stopped before run' => sub {
    my @log;
    session(_start => sub { push @log, 'start' }, _stop => sub { push @log, 'stop' });
    $poe_kernel->stop;
    is "@log", 'start stop', 'stop works outside run';
    $poe_kernel->run;
    is "@log", 'start stop', 'and run has nothing to do';
};

subtest 'events posted between two runs' => sub {
    my @log;
    my $session = session(x => sub { push @log, 'x' });
    $poe_kernel->post($session, 'x');
    is "@log", '';
    $poe_kernel->run;
    is "@log", 'x';
};

subtest 'a program that never runs is told' => sub {
    my $err = stderr_of('use POE; POE::Session->create(inline_states => { _start => sub { } });');
    like $err, qr/Sessions were started, but POE::Kernel's run\(\) method was never/;
    is stderr_of('use POE;'), '', 'not without sessions';
    is stderr_of(
        'use POE; POE::Session->create(inline_states => { _start => sub { } }); POE::Kernel->run;'),
        '', 'not after run';
    is stderr_of(
        'use POE; POE::Session->create(inline_states => { _start => sub { } }); POE::Kernel->stop;'
    ), '', 'not after stop';
    is stderr_of(
        'use POE; POE::Kernel->run; POE::Session->create(inline_states => { _start => sub { } });'),
        '',
        'not if run was called before';
    like stderr_of(
        'use POE; POE::Session->create(inline_states => { _start => sub { } }); 1 while POE::Kernel->run_one_timeslice;'
        ),
        qr/run\(\) method was never/, 'slices do not count as run';
};

done_testing;
