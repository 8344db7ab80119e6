use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# A forked child never answers for its parent, nor does it take the socket away.

my $begin = <<'PERL';
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('parent'); $_[KERNEL]->delay(x => 600) },
    fork   => sub {
        my $child = fork() // die;
        return print "child $child\n" if $child;
        child();
    },
});
go { POE::Kernel->post(parent => 'fork') };
PERL

sub child_of {
    my ($p) = @_;
    $p->go;
    return $p->until_it(sub { $p->stdout =~ /^child (\d+)$/m && $1 });
}

subtest 'one that exits' => sub {
    my $p = probed($begin
            . 'sub child { exit 0 } $SIG{CHLD} = sub { wait; print "gone\n" }; POE::Kernel->run;');
    child_of($p);
    ok $p->until_it(sub { $p->stdout =~ /gone/ }), 'is gone';
    is $p->head->{pid}, $p->pid, 'the connection stays';
    is $p->connect && $p->head->{pid}, $p->pid, 'the socket stays';
    is $p->stderr, '', 'in silence';
};

subtest 'one that runs on without POE' => sub {
    my $p = probed(
        $begin
            . 'sub child { opendir my $d, "/proc/$$/fd"; my @l = map { readlink("/proc/$$/fd/$_") // () } readdir $d;
        print "sockets ", scalar(grep { /socket:/ } @l), "\n"; sleep 100; POSIX::_exit(0) } POE::Kernel->run;'
    );
    my $child = child_of($p);
    ok $p->until_it(sub { $p->stdout =~ /sockets (\d+)/ }), 'it runs';
    is + ($p->stdout =~ /sockets (\d+)/)[0], 0, 'has no socket';
    ok !-e $p->path($child), 'nor makes one';
    is $p->connect && $p->head->{pid}, $p->pid, 'the parent answers';
    kill KILL => $child;
};

subtest 'one that runs a kernel' => sub {
    my $p = probed($begin . <<'PERL');
sub child {
    POE::Kernel->stop;
    POE::Kernel->has_forked;
    POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set('young'); $_[KERNEL]->delay(x => 600) } });
    POE::Kernel->run;
    POSIX::_exit(0);
}
POE::Kernel->run;
PERL
    my $parent = $p->{client};
    my $child  = child_of($p);
    $p->connect($child);
    is $p->head->{pid}, $child, 'has a probe of its own';
    is $p->why('young')->{name}, 'young', 'with its sessions';
    $p->{client} = $parent;
    is $p->head->{pid}, $p->pid, 'the parent answers whoever asked it before';
    is $p->connect && $p->head->{pid}, $p->pid, 'and others';
    kill KILL => $child;
    is $p->stderr, '', 'in silence';
};

subtest 'one that goes on with its parent\'s sessions' => sub {
    my $p      = probed($begin . 'sub child { POE::Kernel->has_forked; return } POE::Kernel->run;');
    my $parent = $p->{client};
    my $child  = child_of($p);
    $p->connect($child);
    is $p->head->{pid}, $child, 'has a probe of its own';
    is $p->why('parent')->{name}, 'parent', 'with these sessions';
    $p->{client} = $parent;
    is $p->head->{pid}, $p->pid, 'the parent answers, too';
    kill KILL => $child;
    is $p->stderr, '', 'in silence';
};

subtest 'a daemon' => sub {
    my $p = probed(<<'PERL', unwatched => 1);
if (my $pid = fork // die) { print "child $pid\n"; POSIX::_exit(0) }
POSIX::setsid();
if (my $pid = fork // die) { print "daemon $pid\n"; POSIX::_exit(0) }
POE::Kernel->has_forked;
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(x => 600) } });
POE::Kernel->run;
PERL
    is $p->ended, 0, 'its parent is gone';
    my $daemon = $p->until_it(sub { $p->stdout =~ /^daemon (\d+)$/m && $1 });
    $p->until_it(sub { -e $p->path($daemon) });
    $p->connect($daemon);
    is $p->head->{pid}, $daemon, 'it answers';
    kill KILL => $daemon;
};

done_testing;
