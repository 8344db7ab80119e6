use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

# A handler that waits is told with its event, the place of the await, and whom it owes an answer.

plan skip_all => 'Future::AsyncAwait is not installed'
    if !eval { require POE::Future; require Future::AsyncAwait; 1 };

my $p = probed(<<'PERL');
use POE qw(Future); use Future::AsyncAwait;
my $never = POE::Future->new;
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('work') }, work => async sub {
    await $never;    # HERE
} });
sub actor {
    my ($name, $other) = @_;
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set($name); $_[KERNEL]->delay(begin => 0.1) if $name eq 'one' },
        begin  => async sub { await $_[KERNEL]->ask($other => 'begin') },
    });
}
actor(one => 'two');
actor(two => 'one') for 1;
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(end => 600) }, end => sub { } });
go { $_ = 1 };
POE::Kernel->run;
PERL
$p->until_it(sub { my @w = $p->rows(op => 'waits'); @w >= 4 });

my %wait = map { ("$_->{session} $_->{event}" => $_) } $p->rows(op => 'waits');
is($wait{'1 work'}{place}, $p->place('HERE'), 'the place of the await');
is($wait{'1 work'}{kind}, 'await');
cmp_ok($wait{'1 work'}{age}, '<', 60, 'its age');
my @owing = grep { $_->{whom} } values %wait;
ok(scalar(grep { $_->{cycle} } @owing), 'sessions that wait for each other') or diag explain \%wait;

my ($session) = grep { $_->{id} == 1 } $p->rows(op => 'sessions');
is($session->{awaits}, 1, 'counted');
is($session->{state}, 'waiting');
my @why = @{ $p->ask(op => 'why', session => 1)->{reasons} };
is_deeply(
    [ map { [ @$_{qw(kind place)} ] } @why ], [ [ 'await', $p->place('HERE') ] ],
    'why the session is still there'
) or diag explain \@why;
like($why[0]{text}, qr/\Aits handler "work" waits for a future\z/);
my ($knot) = grep { $_->{text} =~ /owes/ }
    map { @{ $p->ask(op => 'why', session => $_)->{reasons} } } qw(one two);
like(
    $knot->{text},
    qr/\Aits handler "begin" waits for a future, and owes "(?:one|two)" \(\d\) an answer, for which that one waits in turn: neither can come\z/,
    'and of those'
);

done_testing;
