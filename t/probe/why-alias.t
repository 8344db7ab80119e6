use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

# Aliases keep a session until nothing else can happen. Another session sees to it that something can.

my $p = probed(<<'PERL');
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('it');    # HERE
    },
    drop => sub { $_[KERNEL]->alias_remove('it') },
});
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(later => 600) }, later => sub { } });
go { POE::Kernel->post(it => 'drop') };
POE::Kernel->run;
PERL

my $why
    = $p->until_it(sub { my $w = $p->why('it'); $w->{session} && @{ $w->{reasons} } == 1 && $w });
is $why->{name}, 'it', 'who it is';
ok $why->{alive}, 'it lives';
is $why->{reasons}[0]{kind}, 'alias', 'by its alias';
is $why->{reasons}[0]{name}, 'it', 'which one';
is $why->{reasons}[0]{place}, $p->place('HERE'), 'which was set there';

my $id = $why->{session};
is $p->why($id)->{session}, $id, 'by its ID';
$p->go;
my $answer = $p->until_it(sub { my $w = $p->why($id); $w->{error} && $w });
is $answer->{error}, qq{session: there is no "$id"}, 'without it the session is gone';

done_testing;
