use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Config;

# When and where a program with threads loads POE, and how its threads end.

plan skip_all => 'this perl has no threads'             if !$Config{useithreads};
plan skip_all => 'upstream shares its sessions by copy' if is_upstream();

# A function that runs a session and returns what it saw.
my $play = <<'CODE';
    sub played {
        my @seen;
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->delay(tick => 0.01) },
            tick   => sub { push @seen, 'tick'; $_[KERNEL]->yield('last') },
            last   => sub { push @seen, 'last' },
        });
        POE::Kernel->run;
        return "@seen.";
    }
CODE

# Loaded at run time, its constants are not there when the program is compiled.
my $late = $play =~ s/\$_\[KERNEL\]/\$_[2]/gr;

sub said {
    my ($code) = @_;
    my $child = run_child($code, env => { PERL_DESTRUCT_LEVEL => 2 }, limit => 60);
    return "$child->{stdout}|$child->{status}|$child->{stderr}";
}

is said("use threads; use POE; $play print threads->create(\\&played)->join, played()"),
    'tick last.tick last.|0|', 'POE after threads';
is said("use POE; use threads; $play print threads->create(\\&played)->join, played()"),
    'tick last.tick last.|0|', 'POE before threads';
is said(
    "use threads; $late print threads->create(sub { require POE; POE->import; played() })->join"),
    'tick last.|0|', 'only in a thread';
is said(
    "use threads; use POE; $play print join '', map { threads->create(\\&played)->join } 1 .. 30; print played()"
    ),
    'tick last.' x 31 . '|0|', 'thirty threads, one after the other';
is said(
    "use threads; use POE; $play print sort map { \$_->join } map { threads->create(\\&played) } 1 .. 10"
    ),
    'tick last.' x 10 . '|0|', 'ten at the same time';

my $sessions = <<'CODE';
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set('here'); $_[KERNEL]->delay(never => 100, bless []) },
        never  => sub { },
    }) for 1 .. 3;
CODE

is said(
    "use threads; use POE; POE::Kernel->run; threads->create(sub { $sessions 1 })->join; print 'on'"
    ),
    'on|0|', 'a thread that ends with sessions that never ran';
is said(
    "use threads; use POE; POE::Kernel->run; threads->create(sub { $sessions threads->exit })->join; print 'on'"
    ),
    'on|0|', 'a thread that exits';
like said(
    "use threads; use POE; POE::Kernel->run; threads->create(sub { $sessions die qq{oops\\n} })->join; print 'on'"
    ),
    qr/\Aon\|0\|Thread \d+ terminated abnormally: oops\n\z/, 'a thread that dies';
is said(
    "use threads; use POE; my \@wait; POE::Session->create(inline_states => {
            _start => sub { threads->create(sub { threads->exit })->join; \$_[KERNEL]->yield('x') },
            x      => sub { print 'x ' } }); POE::Kernel->run; print 'end'"
    ),
    'x end|0|', 'a thread that exits in the middle of a handler that it was created in';
is said(
    "use threads; use POE; $play my \$in = 0; threads->create(sub { played() })->detach; print played(); select undef, undef, undef, 0.5"
    ),
    'tick last.|0|', 'a thread that nobody waits for';
is said(
    "use threads; use POE; $sessions threads->create(sub { POE::Kernel->stop; 1 })->join; POE::Kernel->stop; print 'end'"
    ),
    'end|0|', 'a kernel that is stopped in a thread and in the program';
is said(
    "use threads; use POE; $play threads->create(sub { my \$pid = fork // die; if (!\$pid) { POE::Kernel->has_forked; print played(); require POSIX; POSIX::_exit(0) } waitpid \$pid, 0 })->join; print played()"
    ),
    'tick last.tick last.|0|', 'a process that a thread has forked';

done_testing;
