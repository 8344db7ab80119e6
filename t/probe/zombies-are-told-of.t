use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Children that ended, and that nobody asks for.

plan skip_all => 'nothing lists the children here' if !glob "/proc/$$/task/*/children";

my $p = probed(<<'PERL');
use POSIX ();
my $left    = fork // die; if (!$left)    { POSIX::_exit(0) }
my $watched = fork // die; if (!$watched) { sleep 600; POSIX::_exit(0) }
my $running = fork // die; if (!$running) { sleep 600; POSIX::_exit(0) }
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set($left); $_[KERNEL]->delay(later => 600); $_[KERNEL]->sig_child($watched, 'ended') },
    ended  => sub { $_[KERNEL]->alias_set('ended') },
});
my $ended;
go { $ended++ ? waitpid $left, 0 : kill KILL => $watched };
POE::Kernel->run;
PERL

sub zombies {
    return grep { $_->{kind} eq 'zombie' } $p->rows(op => 'warnings');
}

my ($session) = $p->rows(op => 'sessions');
ok $p->until_it(sub { scalar zombies() }), 'there is one';
my ($zombie) = zombies();
like $zombie->{text}, qr/\Achild process $session->{name} \(".*"\) has ended/, 'which is told';
is scalar(zombies()), 1, 'it alone';
$p->go;
ok $p->until_it(sub {
    !grep { $_->{kind} eq 'child process' } @{ $p->why($session->{name})->{reasons} };
    }),
    'one that is watched has ended, too';
is scalar(zombies()), 1, 'and was waited for';
$p->go;
ok $p->until_it(sub { !zombies() }), 'when somebody asked for it there is none';

done_testing;
