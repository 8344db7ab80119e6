use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A program that closes whatever is open, as daemons do, and opens files of its own, which get the loop's
# numbers: nothing of it is closed or read, and files, timers, signals and the ends of children come. On EV's own loop that is so for a forked process.

my $program = <<'PERL';
use POE;
use POSIX ();
use Socket;

my ($forks) = @WITH;
my ($got, %seen) = (q());
POSIX::dup2(fileno(STDOUT), 200);

sub leave { POSIX::write(200, $_[0], length $_[0]); POSIX::_exit(0) }

# The loop has been in use.
socketpair my $early, my $other, AF_UNIX, SOCK_STREAM, 0 or die;
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->select_read($early, 'data'); $_[KERNEL]->yield('turn') },
        turn => sub { $_[KERNEL]->yield('turn') },
        data => sub { },
    }
);
POE::Kernel->run_one_timeslice for 1 .. 3;

if ($forks) {
    my $pid = fork // die;
    if ($pid) { waitpid $pid, 0; POSIX::_exit(0) }
}
POSIX::close($_) for 3 .. 60;
my @own = map { open my $file, '+>', undef or die; $file } 1 .. 10;
POE::Kernel->stop;
socketpair my $near, my $far, AF_UNIX, SOCK_STREAM, 0 or die;
$SIG{ALRM} = sub { leave('hangs') };
alarm LIMIT;

POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->sig(USR1 => 'signal');
            $_[KERNEL]->select_read($near, 'data');
            $_[KERNEL]->delay(act => 0.05);
            my $pid = fork // die;
            POSIX::_exit(0) if !$pid;
            $_[KERNEL]->sig_child($pid => 'child');
        },
        act => sub { syswrite $far, 'hello'; kill USR1 => $$; $_[KERNEL]->delay(over => 0.3) },
        data   => sub { sysread $near, $got, 10; $_[KERNEL]->select_read($near) },
        signal => sub { $seen{signal} = 1; $_[KERNEL]->sig('USR1'); $_[KERNEL]->sig_handled },
        child  => sub { $seen{child} = 1 },
        over   => sub { $seen{timer} = 1 },
    }
);
POE::Kernel->run;
my $lost = grep { !defined syswrite $_, 'x' } @own;
leave(join ' ', $got, (sort keys %seen), "$lost lost");
PERL

for my $loop (is_upstream() ? 'Select' : qw(Default Select IO_Poll EV)) {
    for my $forks ($loop eq 'EV' ? 1 : (0, 1)) {
        my $text = $program =~ s/\@WITH/($forks)/r =~ s/LIMIT/int scaled(10)/er;
        my $child
            = run_child($text, env => { POE_EVENT_LOOP => $loop eq 'Default' ? undef : $loop });
        is(
            $child->{stdout}, 'hello child signal timer 0 lost',
            "$loop, " . ($forks ? 'in a forked process' : 'in the same process')
        ) or diag explain $child;
    }
}

done_testing;
