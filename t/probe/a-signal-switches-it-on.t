use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use POE::XS::Probe ();
use ProbeTest;
use Test::More;

# Without POE_PROBE: the program says which signal it is, and says so when it has come.
my $program = probed(
    <<'PERL', unwatched => 1, before => "use strict; use warnings; \$| = 1;\n", env => { POE_PROBE => undef });
use POE::XS::Probe signal => 'USR2';
use POE;
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('shop'); $_[KERNEL]->yield('tick'); print POE::XS::measures(), "\n" },
        tick   => sub { $_[KERNEL]->delay(tick => 0.02) },
    },
);
POE::Kernel->run;
PERL

ok $program->until_it(sub { $program->stdout eq "off\n" }), 'nothing is measured';
ok !-e $program->path, 'no socket';

kill USR2 => $program->pid;
ok $program->until_it(sub { -S $program->path }), 'the signal brings it';
$program->connect;
my $answer = $program->ask(op => 'sessions');
is $answer->{rows}[0]{name}, 'shop', 'which answers';

kill USR2 => $program->pid;
ok $program->until_it(sub { !-e $program->path }), 'and takes it away again';
kill USR2 => $program->pid;
ok $program->until_it(sub { -S $program->path }), 'as often as it comes';

is eval { POE::XS::Probe->allow(signal => 'SHOUT'); 1 }, undef, 'no such signal';
like $@, qr/\Asignal: the name of one, such as USR2 at \Q$0\E/, 'says so';

done_testing;
