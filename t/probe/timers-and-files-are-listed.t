use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

my $p = probed(<<'PERL');
pipe my $in, my $out or die;
my $now = time;
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('it');
        $_[KERNEL]->delay_set(third => 300);
        $_[KERNEL]->delay_set(first => 100);    # HERE
        $_[KERNEL]->delay_set(second => 200);
        $_[KERNEL]->select_read($in, 'readable');    # THERE
    },
});
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->select_write($out, 'full'); $_[KERNEL]->select_pause_write($out) } });
POE::Kernel->run;
PERL

$p->until_it(sub { scalar $p->rows(op => 'files') });
my @timers = $p->rows(op => 'timers');
is_deeply [ map { $_->{name} } @timers ], [qw(first second third)], 'what is due first comes first';
is $timers[0]{place}, $p->place('HERE'), 'where it was set';
is $timers[0]{session_name}, 'it', 'whose it is';
cmp_ok $timers[0]{due}, '<=', 100, 'when it is due';
cmp_ok $timers[0]{due}, '>', 50, 'from now';
is_deeply [ map { $_->{name} } $p->rows(op => 'timers', sort => 'id') ], [qw(third first second)],
    'in the order in which they were set';
is_deeply [ map { $_->{name} } $p->rows(op => 'timers', top => 2) ], [qw(first second)], 'two';
is scalar(() = $p->rows(op => 'timers', top => 0)), 3, 'all';
is_deeply [ map { $_->{name} } $p->rows(op => 'timers', match => 'sec') ], ['second'],
    'with a text';

my @files = $p->rows(op => 'files');
is scalar @files, 2, 'files, but none of the probe';
my ($read, $write) = @files;
is $read->{mode}, 'read', 'a reader';
is $read->{event}, 'readable', 'its event';
is $read->{place}, $p->place('THERE'), 'where it is watched';
ok !$read->{paused}, 'not paused';
is $write->{mode}, 'write', 'a writer';
ok $write->{paused}, 'paused';
cmp_ok $read->{fd}, '<', $write->{fd}, 'in the order of their descriptors';

for my $column (qw(fd age)) {
    is scalar(() = $p->rows(op => 'files', sort => $column)), 2, "by $column";
}
is scalar(() = $p->rows(op => 'files', match => 'reada')), 1, 'with a text';
is scalar(() = $p->rows(op => 'timers', sort => 'age')), 3, 'timers by age';

done_testing;
