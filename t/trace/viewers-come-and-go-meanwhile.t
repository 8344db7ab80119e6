use strict;
use warnings;

use lib 't/lib';
use Collector;
use POETest;
use ProbeTest;
use Test::More;

# Whoever looks at what runs, and leaves, takes nothing along that an export needs, and the other way round.

my $collector = Collector->new(200);
my $p         = probed(<<'PERL', env => { URL => $collector->url });
use POE::XS::Trace;
my $on = 0;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->yield('tick') },
    tick   => sub { $_[KERNEL]->delay(tick => 0.02) },
    switch => sub {
        $on = !$on;
        $on ? POE::XS::Trace->export(url => $ENV{URL}, every => 0.05) : POE::XS::Trace->stop;
        print $on ? 'on ' : 'off ';
    },
    look => sub { print POE::XS::measures(), "\n" },
});
go { POE::Kernel->post(it => $_) for qw(switch look) };
POE::Kernel->run;
PERL

ok($p->rows(op => 'trace', seconds => 0.2) > 2, 'a trace before');
is($p->head->{level}, 'times', 'times are measured for a viewer');
$p->go;
ok($p->until_it(sub { $p->stdout =~ /^on trace$/m }), 'an export needs more');
ok($p->rows(op => 'trace', seconds => 0.2) > 2, 'a trace meanwhile');
is($p->head->{level}, 'trace', 'the export goes on');
my $client = delete $p->{client};
close $client->{socket};
my $sent = $collector->requests(1);
ok(scalar $collector->requests($sent + 5), 'without a viewer, too');
$p->connect;
my @rows = $p->rows(op => 'trace', seconds => 0.2, ids => \1);
like($rows[-1][10], qr/\A[0-9a-f]{32}\z/, 'IDs of traces, for those who ask');
$p->go;
ok(
    $p->until_it(sub { $p->stdout =~ /^off times$/m }),
    'without the export the viewer has what it needs'
);
ok($p->rows(op => 'trace', seconds => 0.2) > 2, 'a trace afterwards');

done_testing;
