use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# From when a session is asked for its events are counted by themselves.

my $p = probed(<<'PERL');
for my $name (qw(it other)) {
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set($name); $_[KERNEL]->delay(later => 600) },
        twice  => sub { select undef, undef, undef, 0.01 },
        dies   => sub { die "no\n" },
        later  => sub { },
        wrong  => sub { $_[KERNEL]->sig(DIE => 'fine') ; $_[KERNEL]->yield('dies') },
        fine   => sub { $_[KERNEL]->sig_handled },
    });
}
go { $poe_kernel->post($_ => 'twice') for qw(it it other); $poe_kernel->post(it => 'wrong') };
POE::Kernel->run;
PERL

sub events {
    my %row = map { $_->{name} => $_ }
        @{ $p->ask(op => 'session', session => 'it')->{session}{events} };
    return \%row;
}

is_deeply events(), {}, 'nothing at first';
$p->go;
ok $p->until_it(sub { events()->{fine} }), 'then all that runs';
my $row = events();
is $row->{twice}{count}, 2, 'its own alone';
is $row->{twice}{timed}, 2, 'timed';
cmp_ok $row->{twice}{total_ns}, '>=', 0.02e9, 'with their times';
cmp_ok $row->{twice}{most_ns}, '>=', 0.01e9, 'and the longest';
is $row->{dies}{count}, 1, 'one that died counts';
is $row->{later}, undef, 'what did not run is not there';
is_deeply $p->ask(op => 'session', session => 'other')->{session}{events}, [],
    'nobody had asked for the other one';

done_testing;
