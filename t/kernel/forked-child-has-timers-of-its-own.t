use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Time::HiRes qw(time);

use POE;

# A process that was forked while the kernel waits for an alarm may wait for another, later one: neither
# changes when the other wakes. The child only goes on, or stops the kernel and starts anew.

sub waited {
    my ($in_child) = @_;
    my ($forked, $woken);
    play(
        _start => sub { $_[KERNEL]->yield('fork') },
        fork   => sub {
            my @args = @_;
            my $pid  = fork() // die "fork: $!";
            if (!$pid) {
                select undef, undef, undef, 0.15;    # until the parent sleeps
                $in_child->(@args);
                return;
            }
            $forked = time;
            $_[KERNEL]->delay(wake => 0.4);
            $_[HEAP] = $pid;
        },
        wake => sub {
            $woken = time;
            kill KILL => $_[HEAP];
            waitpid $_[HEAP], 0;
        },
        late => sub { POSIX::_exit(0) },
    );
    return $woken - $forked;
}

cmp_ok waited(sub { $_[KERNEL]->delay(late => 3) }), '<', 2, 'the child goes on';

cmp_ok waited(sub {
    $_[KERNEL]->stop;
    session(_start => sub { $_[KERNEL]->delay(late => 3) }, late => sub { });
    POE::Kernel->run;
    POSIX::_exit(0);
    }),
    '<', 2, 'the child starts anew';

done_testing;
