use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# On EV's default loop libev waits for every child, and %SIG has no part in it.
BEGIN { delete $ENV{POE_EVENT_LOOP} if ($ENV{POE_EVENT_LOOP} // '') =~ /EV\z/ }

use POE;

my @warnings;
$SIG{__WARN__} = sub { push @warnings, @_ };

# The ways a program has of its own to wait for processes; each gives its status.
my %way = (
    system    => sub { system $^X, '-e', 'exit 3' },
    backticks => sub {
        my $text = `$^X -e 'print 42; exit 3'`;
        is $text, 42, 'backticks have their output';
        $?;
    },
    'pipe close' => sub { open my $pipe, '-|', $^X, '-e', 'exit 3' or die $!; close $pipe; $? },
    waitpid      => sub {
        my $pid = spawn(sub {3});
        is waitpid($pid, 0), $pid, 'waitpid finds it';
        $?;
    },
    wait => sub {
        my $pid = spawn(sub {3});
        is wait, $pid, 'wait finds it';
        $?;
    },
);

sub check_all { my ($when) = @_; is $way{$_}->(), 3 << 8, "$_ $when" for sort keys %way; return }

subtest 'outside run' => sub { check_all('before any session') };

subtest 'in handlers, nobody watches children' => sub {
    play(
        _start => sub { check_all('in _start'); $_[KERNEL]->yield('work') },
        work   => sub { check_all('in an event') },
    );
};

subtest 'in the handler that begins to watch' => sub {
    play(
        _start => sub {
            $_[KERNEL]->sig(CHLD => 'signal');
            check_all('after sig(CHLD)');
            $_[KERNEL]->sig('CHLD');
            check_all('after its removal');
        });
};

subtest 'in the handler that calls sig_child' => sub {
    my $reaped = 0;
    play(
        _start => sub {
            my $pid = spawn(sub {0});
            $_[KERNEL]->sig_child($pid, 'reaped');
            is system($^X, '-e', 'exit 3'), 3 << 8, 'system';
        },
        reaped => sub { $reaped++ },
    );
    is $reaped, 1, 'the watched one is still reported';
};

subtest 'long after, while sig(CHLD) is watched' => sub {
    # Upstream reaps every process it can find, but only between handlers: within one handler nothing is lost.
    play(
        _start => sub { $_[KERNEL]->sig(CHLD => 'signal'); $_[KERNEL]->delay(work => 0.02) },
        signal => sub { },
        work   => sub { check_all('in a later handler'); $_[KERNEL]->sig('CHLD') },
    );
};

subtest 'long after, while a sig_child waits' => sub {
    my $reaped;
    play(
        _start => sub {
            $_[HEAP] = spawn(sub { sleep 1 while 1 });
            $_[KERNEL]->sig_child($_[HEAP], 'reaped');
            $_[KERNEL]->delay(work => 0.02);
        },
        reaped => sub { $reaped = $_[ARG2] },
        work   => sub {
            is $way{$_}->(), 3 << 8, $_ for grep { $_ ne 'wait' } sort keys %way;
            kill TERM => $_[HEAP];
        },
    );
    is $reaped, 15, 'the watched one is reported when it ends';
};

subtest 'after the last watcher is gone' => sub {
    play(
        _start => sub {
            $_[KERNEL]->sig_child(spawn(sub {0}), 'reaped');
        },
        reaped => sub { $_[KERNEL]->delay(work => 0.01) },
        work   => sub { check_all('later') },
    );
};

subtest 'a process kept for an own waitpid outlives several passes' => sub {
    my $pid;
    play(
        _start => sub {
            $pid = spawn(sub {3});
            $_[KERNEL]->delay(wait => 0.05);
        },
        wait => sub {
            is waitpid($pid, 0), $pid, 'it was not reaped';
            is $?, 3 << 8, 'its status is whole';
        },
    );
};

check_all('after run');

# Ending while the poll for children is active is worth a warning to upstream.
ok !(grep { !/Finalizing signals while polling/ } @warnings), 'no other warnings' or diag @warnings;
done_testing;
