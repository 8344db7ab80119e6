use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# On EV's default loop libev waits for every child, and %SIG has no part in it.
BEGIN { delete $ENV{POE_EVENT_LOOP} if ($ENV{POE_EVENT_LOOP} // '') =~ /EV\z/ }

# What is said at the end of run() to a program that has left child processes to themselves.
my $children = <<'CODE';
    use POE;
    use POSIX ();
    pipe my $in, my $out or die;
    pipe my $ended, my $holds or die;
    sub running {
        my $pid = fork // die;
        return $pid if $pid;
        close $out;
        sysread $in, my $byte, 1;
        POSIX::_exit(0);
    }
    # Its end of the pipe closes a moment before the process is a zombie.
    sub ended {
        my $pid = fork // die;
        POSIX::_exit(0) if !$pid;
        print "$pid\n";
        select undef, undef, undef, 0.01 until do { open my $stat, '<', "/proc/$pid/stat" or die; <$stat> =~ /\) Z / };
        return $pid;
    }
CODE

sub said_after {
    my ($code, %env) = @_;
    my $child = run_child($children . $code . "POE::Kernel->run; close \$out;\n", env => \%env);
    is $child->{timed_out}, 0, 'it ends';
    my ($pid) = $child->{stdout} =~ /(\d+)/;
    my @lines = split /^/, $child->{stderr};
    s/\A=== \d+ === // or fail "no process in $_" for @lines;
    return ([@lines], $pid);
}

my $running
    = "!!! At least one child process is still running when POE::Kernel->run() is ready to return.\n";
my @advice = (
    "!!! Be sure to use sig_child() to reap child processes.\n",
    "!!! In extreme cases, failure to reap child processes has\n",
    "!!! resulted in a slow 'fork bomb' that has halted systems.\n",
);
my $session = 'POE::Session->create(inline_states => { _start => sub { %s } });';

sub reaped {
    my ($pid) = @_;
    return
        "!!! Stopped child process (PID $pid) reaped when POE::Kernel->run() is ready to return.\n";
}

subtest 'a child that runs' => sub {
    my ($said) = said_after(sprintf $session, 'running()');
    is_deeply $said, [ $running, @advice ];
};

subtest 'a child that has ended' => sub {
    plan skip_all => 'needs /proc' if !-e "/proc/$$/stat";
    my ($said, $pid) = said_after(sprintf("close \$in; $session", 'ended()'));
    my @reaped = grep {/Stopped child/} @$said;
    is_deeply \@reaped, [ reaped($pid) ], 'it is named';
    is_deeply [ @$said[ -3 .. -1 ] ], \@advice;
};

subtest 'both' => sub {
    plan skip_all => 'upstream sees but one' if is_upstream();
    plan skip_all => 'needs /proc'           if !-e "/proc/$$/stat";
    my ($said, $pid) = said_after(sprintf $session, 'ended(); running()');
    is_deeply $said, [ reaped($pid), $running, @advice ], 'the advice comes once';
};

subtest 'a child whose session was stopped' => sub {
    my ($said)
        = said_after(sprintf $session, '$_[KERNEL]->sig_child(running(), "x"); $_[KERNEL]->stop');
    is_deeply [ grep { !/Kernel has 1 child process/ } @$said ], [ $running, @advice ];
};

subtest 'children that are reaped' => sub {
    my ($said) = said_after(sprintf $session, '$_[KERNEL]->sig_child(running(), "x"); close $out;');
    is_deeply $said, [], 'are nothing to speak of';
};

done_testing;
