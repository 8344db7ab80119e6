use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

my $p = probed(<<'PERL');
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(x => 600) } });
POE::Kernel->run;
PERL

my @clients = $p->{client};
push @clients, $p->connect for 2 .. 8;
is scalar(grep { $_->{hello} } @clients), 8, 'eight clients are served';
my $ninth = $p->connect;
ok !$ninth->{hello}, 'the ninth is sent away';
ok !defined $p->hear_line($ninth), 'at once';
$p->{client} = pop @clients;
is $p->head->{viewers}, 8, 'the others stay';
delete $p->{client};
close $_->{socket} for splice @clients, 1;
$p->{client} = $clients[0];
ok $p->until_it(sub { $p->head->{viewers} == 1 }), 'when they leave';
ok $p->connect->{hello}, 'there is room for others';

# Each answer takes until it is over; so many can be on their way.
my $trace = '{"op":"trace","seconds":60}' . "\n";
my $many  = $p->connect;
$p->say_line($trace x 40, $many);
my $n = 0;
$n++ while defined $p->hear_line($many);
is $n, 0, 'too many requests at once end the connection';
$p->{client} = $clients[0];
is $p->head->{level}, 'times', 'and with it what they asked for'
    if $p->until_it(sub { $p->head->{level} eq 'times' });

my $watch = '{"op":"watch","id":%d,"every":60,"ops":[{"op":"head"}]}' . "\n";
my $w     = $p->connect;
for my $id (1 .. 20) {
    $p->say_line(sprintf($watch, $id), $w);
    my $answer = $p->hear($w);
    $answer = $p->hear($w) while $answer->{op} eq 'head';
    $n      = $id, last if $answer->{error};
}
is $n, 17, 'sixteen watches a client';

done_testing;
