use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Counts agree with what the program did, times with how long it took.

my $p = probed(<<'PERL');
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(last => 600) },
    begin => sub {
        $_[KERNEL]->yield('many') for 1 .. 7;
        $_[KERNEL]->yield('slow') for 1 .. 2;
        $_[KERNEL]->yield('lost') for 1 .. 3;    # HERE
        $_[KERNEL]->call(it => 'called') for 1 .. 4;
        $_[KERNEL]->delay_set(alarmed => 0) for 1 .. 5;
    },
    many => sub { }, called => sub { }, alarmed => sub { }, last => sub { },
    slow => sub { select undef, undef, undef, 0.02 },
});
go { POE::Kernel->post(it => 'begin') };
POE::Kernel->run;
PERL

$p->go;
my %row;
$p->until_it(sub {
    %row = map { $_->{name} => $_ } $p->rows(op => 'events', top => 0);
    return $row{alarmed} && $row{alarmed}{count} == 5;
});
my %count = (many => 7, slow => 2, called => 4, alarmed => 5, begin => 1, _start => 1);
is $row{$_}{count}, $count{$_}, "$_ ran so often" for sort keys %count;
is $row{many}{wait_count}, 7, 'each waited';
is $row{called}{wait_count}, 0, 'calls do not wait';
is $row{lost}{unhandled}, 3, 'what nobody handled';
is $row{lost}{unhandled_place}, $p->place('HERE'), 'and who sent it';
cmp_ok $row{slow}{total_ns}, '>=', 40e6, 'how long all of them took';
cmp_ok $row{slow}{most_ns}, '>=', 20e6, 'the longest';
cmp_ok $row{slow}{p50_ns}, '>=', 20e6, 'half of them';
cmp_ok $row{many}{most_ns}, '<', $row{slow}{most_ns}, 'others were quicker';
is $p->head->{unhandled}, 3, 'in all';
is_deeply [ grep {/\A_(?:accept|readable|work)\z/} keys %row ], [], 'nothing of the probe';

my %first = (total => 'slow', most => 'slow', self => 'slow', count => 'many', unhandled => 'lost');
for my $column (sort keys %first) {
    my ($top) = $p->rows(op => 'events', sort => $column, top => 1);
    is $top->{name}, $first{$column}, "by $column";
}
my @names = map { $_->{name} } $p->rows(op => 'events', sort => 'name');
is_deeply \@names, [ sort @names ], 'by name';
cmp_ok scalar @names, '>', 6, 'all of them';

my $slow = $p->ask(op => 'event', name => 'slow')->{event};
my $n    = 0;
$n += $_->[1] for @{ $slow->{run} };
is $n, 2, 'a histogram';
cmp_ok $slow->{run}[0][0], '>=', 15e6, 'of times';
is_deeply [ map { $_->[0] } @{ $slow->{run} } ],
    [ sort { $a <=> $b } map { $_->[0] } @{ $slow->{run} } ],
    'that rise';

done_testing;
