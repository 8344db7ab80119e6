use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Time::HiRes qw(time);

# Without USE_SIGCHLD children are looked for by the clock: they are reported all the same, and a program
# that waits for nothing else than the clock ends.

my $head = <<'CODE';
    sub POE::Kernel::USE_SIGCHLD () {0}
    sub POE::Kernel::CHILD_POLLING_INTERVAL () {0.1}
    use POE;
CODE

my $sig_child = $head . <<'CODE';
    POE::Session->create(inline_states => {
        _start => sub {
            for my $status (3, 4) {
                my $pid = fork // die;
                if (!$pid) { select undef, undef, undef, $status == 3 ? 0.05 : 0.6; require POSIX; POSIX::_exit($status) }
                $_[KERNEL]->sig_child($pid, 'reaped', $status);
            }
        },
        reaped => sub { print $_[ARG2] >> 8, '=', $_[ARG3], ' ' },
        _stop  => sub { print 'stopped' },
    });
    POE::Kernel->run;
    print ', handler ', defined $SIG{CHLD} && $SIG{CHLD} ne 'DEFAULT' && $SIG{CHLD} ne '' ? 'set' : 'not set';
CODE

my $since = time;
is output_of($sig_child), '3=3 4=4 stopped, handler not set', 'sig_child';

my $sig = $head . <<'CODE';
    POE::Session->create(inline_states => {
        _start => sub {
            $_[KERNEL]->sig(CHLD => 'reaped');
            my $pid = fork // die;
            if (!$pid) { require POSIX; POSIX::_exit(5) }
            $_[KERNEL]->delay(limit => 30);
        },
        reaped => sub { print $_[ARG2] >> 8; $_[KERNEL]->sig('CHLD'); $_[KERNEL]->delay('limit') },
        limit  => sub { print 'never' },
    });
    POE::Kernel->run;
CODE

is output_of($sig), '5', 'sig(CHLD)';
cmp_ok time - $since, '<', scaled(25), 'both end soon';

done_testing;
