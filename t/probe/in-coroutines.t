use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use RealProgram qw(have);
use Test::More;

plan skip_all => 'needs Coro' if !have('Coro');

# Handlers that give way to others in their midst: each has its own time, and none is left open.

my $p = probed(<<'PERL');
use Coro;
my $rounds = 50;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(later => 600) },
    begin  => sub {
        for my $n (1 .. 4) {
            async { for (1 .. $rounds) { POE::Kernel->call(it => 'inner'); cede } };
        }
        for (1 .. $rounds) { POE::Kernel->call(it => 'outer'); cede }
        $_[KERNEL]->yield('check');
    },
    outer => sub { cede },
    inner => sub { cede; die "oops\n" if 0 },
    check => sub { POE::XS::verify(); print "checked\n" },
});
go { POE::Kernel->post(it => 'begin') };
POE::Kernel->run;
PERL

$p->go;
ok $p->until_it(sub { $p->stdout =~ /checked/ || !$p->is_running }), 'it ran' or diag $p->stderr;
my %row = map { $_->{name} => $_ } $p->rows(op => 'events', top => 0);
is $row{outer}{count}, 50, 'those of one';
cmp_ok $row{inner}{count}, '>', 10, 'and of the others';
is $p->ask(op => 'trace', seconds => 0)->{why}, 'time', 'it can be traced';
is $p->stderr, '', 'in silence';

done_testing;
