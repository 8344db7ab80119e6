use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

my $p = probed(<<'PERL');
sub make {
    my ($name, @children) = @_;
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set($name); $_[KERNEL]->delay(later => 600); $_->() for @children },
    });
}
make(a => sub { make(b => sub { make('c') }); make('d') });
make('e');
POE::Kernel->run;
PERL

my @rows = @{ $p->until_it(sub { my @r = $p->rows(op => 'tree'); @r == 5 && \@r }) || [] };
my %id   = map { $_->{name} => $_->{id} } @rows;
my %of   = map { $_->{id}   => $_->{name} } @rows;
is_deeply {
    map { $_->{name} => $of{ $_->{parent} } // 'top' } @rows
},
    { a => 'top', b => 'a', c => 'b', d => 'a', e => 'top' }, 'whose children they are';
my %seen;
is_deeply [ grep { $seen{ $_->{id} } = 1; $of{ $_->{parent} } && !$seen{ $_->{parent} } } @rows ],
    [],
    'parents come before their children';

done_testing;
