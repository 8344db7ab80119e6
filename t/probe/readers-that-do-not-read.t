use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Nobody waits for a client that does not read: it is dropped, and the program's memory stays bounded.

my $program = <<'PERL';
no warnings 'once'; $POE::XS::Probe::Server::patience = 1 if $ENV{IMPATIENT};
my $ticks = 0;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(tick => 0.01) },
    tick => sub { $ticks++; $_[KERNEL]->delay(tick => 0.01) },
});
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(tick => 600) } }) for 1 .. 300;
POE::Kernel->run;
PERL
my $p    = probed($program);
my $good = $p->{client};
$p->until_it(sub { $p->head->{sessions} == 301 });
$p->ask(op => 'snapshot');
my $before = $p->head->{memory};

# It asks for more and more, and reads none of it.
my @lazy = map { $p->connect } 1 .. 3;
for my $id (1 .. 30) { $p->say_line(qq({"op":"snapshot","id":$id}\n), $_) for @lazy }
$p->say_line(qq({"op":"watch","every":0.1,"id":"w","ops":[{"op":"snapshot"}]}\n), $_) for @lazy;
$p->{client} = $good;
my ($tick) = grep { $_->{name} eq 'tick' } $p->rows(op => 'events');
for (1 .. 5) { $p->ask(op => 'snapshot') }
my $grown = $p->head->{memory} - $before;
is $p->head->{viewers}, 4, 'they are there';
cmp_ok $grown, '<', 40e6, 'what they do not read is not made' if resident_bytes();
my ($later) = grep { $_->{name} eq 'tick' } $p->rows(op => 'events');
cmp_ok $later->{count}, '>', $tick->{count}, 'the program goes on';

# In the middle of a long answer.
close $lazy[0]{socket};
close $lazy[1]{socket};
ok $p->until_it(sub { $p->head->{viewers} == 2 }), 'who leaves is gone';
is $p->ask(op => 'snapshot')->{part}, 'end', 'others are answered';
is $p->stderr, '', 'in silence';

# In the end a client is dropped that reads nothing at all. One that reads a little now and then is not.
$p = probed($program, env => { IMPATIENT => 1 });
my $slow = $p->{client};
my $lazy = $p->connect;
for my $id (1 .. 20) { $p->say_line(qq({"op":"snapshot","id":$id}\n), $_) for $lazy, $slow }
$good = $p->connect;
ok $p->until_it(sub {
    sysread $slow->{socket}, my $some, 20_000 if IO::Select->new($slow->{socket})->can_read(0);
    $p->{client} = $good;
    return $p->head->{dropped};
    }),
    'it is dropped';
is $p->head->{viewers}, 2, 'the others stay';

done_testing;
