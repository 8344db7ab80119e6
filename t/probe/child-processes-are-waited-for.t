use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# What sessions wait for that ends by itself.

my $p = probed(<<'PERL');
my $pid = fork // die;
if (!$pid) { sleep 600; POSIX::_exit(0) }
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->sig_child($pid, 'ended') }, # HERE
    ended  => sub { $_[KERNEL]->alias_set('other') },
});
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(later => 600) } });
go { kill KILL => $pid };
POE::Kernel->run;
PERL

my @waits = $p->rows(op => 'waits');
is scalar @waits, 1, 'one';
is $waits[0]{kind}, 'child process', 'of that kind';
is $waits[0]{session_name}, 'it', 'by whom';
like $waits[0]{pid}, qr/\A\d+\z/, 'for which';
is $waits[0]{name}, $waits[0]{pid}, 'named by it';
is $waits[0]{whom}, undef, 'which is no session';
is $waits[0]{event}, 'ended', 'the event that tells';
is $waits[0]{place}, $p->place('HERE'), 'since where';
cmp_ok $waits[0]{age}, '>=', 0, 'and when';
is scalar(() = $p->rows(op => 'waits', match => 'nothing')), 0, 'none with another text';
$p->go;
ok $p->until_it(sub { !(() = $p->rows(op => 'waits')) }), 'none when it ended';

done_testing;
