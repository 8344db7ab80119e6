use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

# A program that uses up its descriptors before the loop first waits goes on all the same.

# The test starts itself once more with few of them.
if (!$ENV{POE_TEST_FEW_DESCRIPTORS}) {
    local $ENV{POE_TEST_FEW_DESCRIPTORS} = 1;
    plan skip_all => 'no limit can be set here' if system 'ulimit -n 64 2>/dev/null';
    exec 'sh', '-c', 'ulimit -n 64 && exec "$@"', 'sh', $^X, (map {"-I$_"} grep { !ref } @INC), $0;
}

my $child = run_child(<<'CODE');
use POE;
use Socket;
socketpair my $left, my $right, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die;
my @taken;
POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->select_read($left, 'ready');
            require POSIX;
            while (defined(my $fd = POSIX::dup(0))) { push @taken, $fd; last if @taken > 100_000 }
            $_[KERNEL]->delay(write => 0.02);
        },
        write => sub { syswrite $right, 'x' },
        ready => sub { sysread $left, my $byte, 1; print "got $byte\n"; $_[KERNEL]->select_read($left) },
    },
);
POE::Kernel->run;
CODE

is $child->{stdout}, "got x\n", 'it waits and hears';
is $child->{status}, 0, 'and ends well' or diag $child->{stderr};

done_testing;
