use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Before its time, by its id.

my $p = probed(<<'PERL');
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->yield('tick') },
    tick   => sub { $_[KERNEL]->delay(tick => 0.005) },
});
POE::Kernel->run;
PERL

my $began = time;
$p->say_line(qq({"op":"trace","id":"mine","seconds":50}\n));
my ($rows, $last, $said) = (0);
while (my $answer = $p->hear) {
    $rows += @{ $answer->{rows} || [] };
    $p->say_line(qq({"op":"untrace","id":"end","trace":"mine"}\n)) if $rows and !$said++;
    $last = $answer if $answer->{id} eq 'mine' and $answer->{last};
    last            if $last;
}
cmp_ok time - $began, '<', scaled(20), 'it ends';
is $last->{why}, 'time', 'as if its time were over';
ok $p->ask(op => 'untrace', trace => 'mine')->{error}, 'what is over cannot be ended';
ok $p->ask(op => 'untrace')->{error}, 'nor what never was';
is $p->ask(op => 'head')->{head}{level}, 'times', 'nothing is traced any more';

done_testing;
