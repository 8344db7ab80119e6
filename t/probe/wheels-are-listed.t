use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Also those that watch nothing at the moment, and none that have gone.

my $p = probed(<<'PERL');
use POE qw(Wheel::ReadWrite Wheel::FollowTail Wheel::Run);
pipe my $in, my $out or die;
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('it');
        $_[KERNEL]->delay(later => 600);
        $_[HEAP]{stream} = POE::Wheel::ReadWrite->new(InputHandle => $in, OutputHandle => $out, InputEvent => 'later'); # STREAM
        $_[HEAP]{run}    = POE::Wheel::Run->new(Program => sub { sleep 600 }, StdoutEvent => 'later', RedirectStderr => '/dev/null'); # RUN
        $_[HEAP]{stream}->pause_input;
        $_[HEAP]{file} = POE::Wheel::FollowTail->new(Filename => $0, InputEvent => 'later', PollInterval => 600); # FILE
    },
    later => sub { },
    gone  => sub { delete $_[HEAP]{stream} },
});
go { $poe_kernel->call(it => 'gone') };
POE::Kernel->run;
PERL

my @wheels = $p->rows(op => 'wheels');
is_deeply [ map { $_->{class} } @wheels ],
    [ map {"POE::Wheel::$_"} qw(ReadWrite Run FollowTail) ], 'what they are';
is_deeply [ map { $_->{place} } @wheels ], [ map { $p->place($_) } qw(STREAM RUN FILE) ],
    'where they were made';
is $_->{session_name}, 'it', 'whose they are' for @wheels;
cmp_ok $_->{age}, '>=', 0, 'how old they are' for @wheels;
is scalar(() = $p->rows(op => 'wheels', top => 2)), 2, 'two';
is_deeply [ map { $_->{id} } $p->rows(op => 'wheels', match => 'Follow') ], [ $wheels[2]{id} ],
    'those with a text';
my ($file) = grep { $_->{mode} eq 'read' } $p->rows(op => 'files');
is $file->{wheel}, "POE::Wheel::ReadWrite($wheels[0]{id})", 'a file says whose it is';
$p->go;
ok $p->until_it(sub { 2 == $p->rows(op => 'wheels') }), 'one that has gone is gone';
is scalar(grep { $_->{class} =~ /ReadWrite/ } $p->rows(op => 'wheels')), 0, 'that one';

done_testing;
