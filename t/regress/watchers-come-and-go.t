use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;
use Socket;

# Watchers of one descriptor are paused, resumed, removed and set again, in both modes; then all over in
# a second run.
my @log;

sub start {
    my $kernel = $_[KERNEL];
    socketpair my $near, my $far, AF_UNIX, SOCK_STREAM, 0 or die $!;
    @{ $_[HEAP] }{qw(near far)} = ($near, $far);
    for (1 .. 3) {
        $kernel->select_write($near, 'writable');
        $kernel->select_write($near);
        $kernel->select_read($near, 'readable');
        $kernel->select_read($near) if $_ < 3;
    }
    $kernel->select_pause_read($near);
    syswrite $far, 'x';
    $kernel->delay(resume => 0.02);
    return;
}

sub play_once {
    @log = ();
    play(
        _start   => \&start,
        resume   => sub { push @log, 'resume'; $_[KERNEL]->select_resume_read($_[HEAP]{near}) },
        readable => sub {
            my ($kernel, $near) = ($_[KERNEL], $_[ARG0]);
            push @log, 'readable';
            sysread $near, my $byte, 1;
            $kernel->select_pause_read($near);
            $kernel->select_write($near, 'writable');
            $kernel->select_pause_write($near);
            $kernel->delay(resume_write => 0.02);
        },
        resume_write =>
            sub { push @log, 'resume write'; $_[KERNEL]->select_resume_write($_[HEAP]{near}) },
        writable => sub { push @log, 'writable'; $_[KERNEL]->select($_[ARG0]) },
        _stop    => sub { push @log, 'stop' },
    );
    return [@log];
}
my @expected = ('resume', 'readable', 'resume write', 'writable', 'stop');
is_deeply play_once(), \@expected, "run $_" for 1, 2;

done_testing;
