use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Events may have any number of names: a thousand are counted each by itself, and the others together.

my $p = probed(<<'PERL');
my %seen;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(later => 600) },
    _default => sub { $seen{$_[ARG0]}++ },
    many => sub { $_[KERNEL]->yield("n$_") for 1 .. 3000; $_[KERNEL]->yield('done') },
    done => sub { print "done\n" },
});
go { POE::Kernel->post(it => 'many') };
POE::Kernel->run;
PERL

$p->go;
ok $p->until_it(sub { $p->stdout =~ /done/ }), 'it ran';
my @rows = $p->rows(op => 'events', top => 0);
is scalar @rows, 1025, 'so many names and one more';
my ($other) = grep { !defined $_->{name} } @rows;
is $rows[-1], $other, 'without a name, the last';
my $all = 0;
$all += $_->{count} for @rows;
cmp_ok $all, '>=', 3000, 'nothing is lost';
is $p->head->{names}, 1024, 'how many there are';
is scalar(() = $p->rows(op => 'events', sort => 'name', top => 0)), 1025, 'all by name';
is scalar(() = $p->rows(op => 'events', sort => 'name', top => 5)), 5, 'some';
my $metrics = $p->ask(op => 'metrics');
my $text    = $metrics->{text};
like $text, qr/poe_handler_seconds_count\{event="n7"\} 1\n/, 'a metric of one'
    or diag explain $metrics;

done_testing;
