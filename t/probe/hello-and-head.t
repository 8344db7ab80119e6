use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# What a client is told first, and numbers of the whole.

my $p = probed(<<'PERL');
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(later => 600); $_[KERNEL]->yield('now') },
    now => sub { }, later => sub { },
});
POE::Kernel->run;
PERL

my $hello = $p->hello;
is $hello->{v}, 1, 'version';
is $hello->{op}, 'hello', 'it says hello';
is $hello->{pid}, $p->pid, 'which process';
is_deeply $hello->{levels}, [qw(see trace)], 'nothing can be touched unless the program says so';
like $hello->{poe}, qr/\A2\.\d+\z/, 'which POE';

my $head = $p->until_it(sub { my $h = $p->head; $h->{dispatched} && $h });
is $head->{sessions}, 1, 'one session';
is $head->{born}, 1, 'was made';
is $head->{died}, 0, 'none ended';
is $head->{timers}, 1, 'an alarm waits';
is $head->{queue}, 0, 'nothing else';
is $head->{files}, 0, 'no file is watched';
is $head->{viewers}, 1, 'somebody looks';
is $head->{level}, 'times', 'and so times are measured';
is $head->{dropped}, 0, 'nobody was too slow';
is $head->{children}, 0, 'no child is waited for';
cmp_ok $head->{next_due}, '>', 500, 'what is due next';
cmp_ok $head->{memory}, '>', 1_000_000, 'memory';
cmp_ok $head->{fds}, '>', 3, 'descriptors';

my $answer = $p->ask(op => 'head', id => 'x', further => { things => [] });
is $answer->{id}, 'x', 'an answer has the id of its request; what is not known is passed over';
cmp_ok abs($answer->{wall} - time), '<', 60, 'the time of day';
my $later = $p->ask(op => 'head');
cmp_ok $later->{now}, '>=', $answer->{now}, 'a clock that nobody sets';

done_testing;
