use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

plan skip_all => 'needs /proc' if !-d '/proc/self/fd';

# Programs started by a wheel, by system and by exec have neither the socket nor a connection of the probe.

my $list
    = q{perl -e 'opendir $d, "/proc/self/fd"; print join(" ", "open", grep { /socket/ } map { readlink "/proc/self/fd/$_" } readdir $d), "\n"'};
my $p = probed(<<'PERL', env => { LIST_SOCKETS => $list });
use POE qw(Wheel::Run);
my $list = $ENV{LIST_SOCKETS};
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(x => 600) },
    wheel  => sub {
        $_[HEAP]{wheel} = POE::Wheel::Run->new(Program => $list, StdoutEvent => 'said', ErrorEvent => 'x', Conduit => 'pipe');
        $_[KERNEL]->sig_child($_[HEAP]{wheel}->PID => 'x');
    },
    said   => sub { print "wheel $_[ARG0]\n"; $_[KERNEL]->yield('next') },
    next   => sub { delete $_[HEAP]{wheel}; system $list; exec $list if $_[KERNEL]->alarm_remove_all },
    x => sub { },
});
go { POE::Kernel->post(it => 'wheel') };
POE::Kernel->run;
PERL

is $p->head->{pid}, $p->pid, 'there is a connection';
$p->go;
is $p->ended, 0, 'all of them ran';
is $p->stdout, "wheel open\nopen\nopen\n", 'and had no socket';

done_testing;
