use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

subtest 'status of each child' => sub {
    my (%want, %got);
    play(
        _start => sub {
            for my $status (0, 1, 7, 255) {
                my $pid = spawn(sub {$status});
                $want{$pid} = "$status 0 extra";
                $_[KERNEL]->sig_child($pid, 'reaped', 'extra');
            }
            my $pid = spawn(sub { sleep 1 while 1 });
            kill KILL => $pid;
            $want{$pid} = '0 9 extra';
            $_[KERNEL]->sig_child($pid, 'reaped', 'extra');
        },
        reaped => sub {
            is $_[ARG0], 'CHLD' unless %got;
            $got{ $_[ARG1] } = join ' ', $_[ARG2] >> 8, $_[ARG2] & 127, $_[ARG3];
        },
    );
    is_deeply \%got, \%want, 'exit values and signals';
};

subtest 'a session lives until its children are reaped' => sub {
    my @log;
    play(
        _start => sub {
            $_[KERNEL]->sig_child(spawn(sub { select undef, undef, undef, 0.05; 0 }), 'reaped');
        },
        reaped => sub { push @log, 'reaped' },
        _stop  => sub { push @log, 'stop' },
    );
    is "@log", 'reaped stop';
};

subtest 'several sessions and sig(CHLD) for the same child' => sub {
    my (@log, $pid);
    my @args = (reaped => sub { push @log, "child $_[ARG1]" });
    session(
        _start => sub {
            $_[KERNEL]->sig_child($pid = spawn(sub {4}), 'reaped');
            $_[KERNEL]->sig(CHLD => 'signal', 's');
        },
        signal => sub { push @log, "signal @_[ ARG0 .. ARG3 ]"; $_[KERNEL]->sig('CHLD') },
        @args,
    );
    session(_start => sub { $_[KERNEL]->sig_child($pid, 'reaped') }, @args);
    $poe_kernel->run;
    is_deeply [ sort @log ], [ ("child $pid") x 2, "signal CHLD $pid 1024 s" ], 'each is told once';
    is $log[-1], "signal CHLD $pid 1024 s", 'the signal comes last';
};

subtest 'a watcher is used once' => sub {
    my $count = 0;
    play(
        _start => sub {
            $_[KERNEL]->sig_child(spawn(sub {0}), 'reaped');
        },
        reaped => sub {
            ok !$_[KERNEL]->_data_sig_pids_is_ses_watching($_[SESSION]->ID, $_[ARG1]) if !$count++;
        },
    );
    is $count, 1;
};

subtest 'removing a watcher' => sub {
    my $count = 0;
    play(
        _start => sub {
            my $pid = spawn(sub {0});
            $_[KERNEL]->sig_child($pid, 'reaped');
            $_[KERNEL]->sig_child($pid);
            $_[KERNEL]->sig_child($pid);
            waitpid $pid, 0;
            $_[KERNEL]->delay(end => 0.02);
        },
        reaped => sub { $count++ },
        end    => sub { },
    );
    is $count, 0, 'nothing comes, and removing twice is harmless';
};

subtest 'a process that has ended before it is watched' => sub {
    pipe my $in, my $out or die $!;
    my $pid = spawn(sub {5});
    close $out;
    sysread $in, my $byte, 1;
    my $status;
    play(
        _start => sub { $_[KERNEL]->sig_child($pid, 'reaped') },
        reaped => sub { $status = $_[ARG2] });
    is $status, 5 << 8, 'is reported';
};

subtest 'a child nobody watches is reported to sig(CHLD)' => sub {
    my @got;
    my $pid;
    play(
        _start => sub {
            $_[KERNEL]->sig(CHLD => 'signal');
            $pid = spawn(sub {6});
            $_[KERNEL]->delay(limit => scaled(5));
        },
        signal =>
            sub { @got = @_[ ARG0 .. ARG2 ]; $_[KERNEL]->delay('limit'); $_[KERNEL]->sig('CHLD') },
        limit => sub { },
    );
    is_deeply \@got, [ 'CHLD', $pid, 6 << 8 ];
};

subtest 'sixty children' => sub {
    my %left;
    play(
        _start => sub {
            for (1 .. 60) {
                my $pid = spawn(sub {0});
                $left{$pid} = 1;
                $_[KERNEL]->sig_child($pid, 'reaped');
            }
        },
        reaped => sub { delete $left{ $_[ARG1] } },
    );
    is_deeply \%left, {}, 'are all reported';
};

subtest 'a process ID that never existed' => sub {
    my $stopped = 0;
    play(
        _start => sub { $_[KERNEL]->sig_child(4_000_000, 'reaped') },
        reaped => sub { fail 'reaped' }, _stop => sub { $stopped++ });
    is $stopped, 1, 'does not hold the program';
};

subtest 'something that is no process ID' => sub {
    my @warnings = warnings_of(sub {
        play(_start => sub { $_[KERNEL]->sig_child('TERM', 'x'); $_[KERNEL]->sig_child('TERM') });
    });
    ok !(grep { !/numeric|sig_child/i } @warnings), 'is tolerated' or diag @warnings;
};

subtest 'a child of a child process is not ours' => sub {
    my @got;
    play(
        _start => sub {
            $_[KERNEL]->sig_child(
                spawn(sub {
                    spawn(sub {9});
                    wait;
                    2;
                }),
                'reaped'
            );
            $_[KERNEL]->sig(CHLD => 'signal');
        },
        reaped => sub { push @got, 'child ' . ($_[ARG2] >> 8); $_[KERNEL]->sig('CHLD') },
        signal => sub { push @got, 'signal' },
    );
    is $got[0], 'child 2';
    is scalar(grep {/child/} @got), 1;
};

subtest 'watching one process twice' => sub {
    my ($before, $after, @got);
    play(
        _start => sub {
            my $pid = spawn(sub {0});
            $before = $poe_kernel->_data_ses_refcount($_[SESSION]->ID);
            $_[KERNEL]->sig_child($pid, 'first');
            $_[KERNEL]->sig_child($pid, 'second', 'arg');
        },
        first  => sub { push @got, 'first' },
        second => sub {
            push @got, "second $_[ARG3]";
            $after = $poe_kernel->_data_ses_refcount($_[SESSION]->ID);
        },
    );
    is_deeply \@got, ['second arg'], 'the later one counts';
    is $after, is_upstream() ? $before + 1 : $before, 'and no reference is left over';
};

subtest 'without SIGCHLD' => sub {
    for my $pipe (0, 1) {
        my $out = output_of(
            <<'CODE', env => { POE_USE_SIGCHLD => 0, POE_USE_SIGNAL_PIPE => $pipe, POE_CHILD_POLLING_INTERVAL => '0.1' });
            use POE;
            POE::Session->create(inline_states => {
                _start => sub {
                    my $pid = fork // die;
                    unless ($pid) { select undef, undef, undef, 0.05; require POSIX; POSIX::_exit(3) }
                    $_[KERNEL]->sig_child($pid, 'x');
                },
                x => sub { print $_[ARG2] >> 8, defined $SIG{CHLD} && $SIG{CHLD} ne 'DEFAULT' ? ' handler' : ' no handler' } });
            POE::Kernel->run;
CODE
        is $out, '3 no handler', 'children are polled for, pipe ' . $pipe;
    }
};

done_testing;
