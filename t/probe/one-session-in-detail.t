use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# All that one session has.

my $p = probed(<<'PERL');
pipe my $in, my $out or die;
my $child = fork() // die;
if (!$child) { sleep 100; POSIX::_exit(0) }
END { kill KILL => $child if $child }
my %young = (_start => sub { $_[KERNEL]->delay(later => 600) });
POE::Session->create(inline_states => {
    _start => sub {
        my ($kernel, $session) = @_[KERNEL, SESSION];
        $kernel->alias_set($_) for qw(it also);
        $kernel->delay(later => 600);
        $kernel->select_read($in, 'readable');
        $kernel->sig(HUP => 'hung_up');
        $kernel->sig_child($child => 'reaped');
        $kernel->refcount_increment($session->ID, 'tag');
        POE::Session->create(inline_states => \%young);
    },
    map { $_ => sub { } } qw(later readable hung_up reaped),
});
$SIG{TERM} = sub { exit };
POE::Kernel->run;
PERL

my $s = $p->until_it(sub { $p->ask(op => 'session', session => 'it')->{session} });
is_deeply $s->{aliases}, [qw(it also)], 'names';
is_deeply [ sort @{ $s->{handlers} } ], [qw(_start hung_up later readable reaped)], 'handlers';
is_deeply [ map { $_->{name} } @{ $s->{alarms} } ], ['later'], 'alarms';
is_deeply [ map { $_->{event} } @{ $s->{watchers} } ], ['readable'], 'files';
is_deeply [ map { $_->{event} } @{ $s->{processes} } ], ['reaped'], 'processes';
is_deeply [ map { $_->{event} } @{ $s->{signal_watchers} } ], ['hung_up'], 'signals';
is_deeply [ map { $_->{name} } @{ $s->{references} } ], ['tag'], 'references';
is scalar @{ $s->{family} }, 1, 'children';
is_deeply $s->{sent}, [], 'nothing that it sent is on the way';
my %kinds = map { $_->{kind} => 1 } @{ $s->{why} };
is_deeply [ sort keys %kinds ],
    [ 'alias', 'child process', 'child session', 'extra reference', 'file', 'timer' ],
    'why it lives';
my @placed
    = map { @{ $s->{$_} } } qw(alarms watchers processes signal_watchers references family names);
is_deeply [ grep { $_->{place} !~ /\Aprogram\.pl:\d+\z/ } @placed ], [], 'each with its place';
kill TERM => $p->pid;
is $p->ended, 0, 'it exits';

done_testing;
