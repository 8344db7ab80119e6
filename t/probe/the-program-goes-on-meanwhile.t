use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Everything about twenty thousand sessions is told in small pieces, between which it is the program's turn: an alarm of a
# millisecond keeps coming.

my $p = probed(<<'PERL');
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(tick => 0.001) },
    tick   => sub { $_[KERNEL]->delay(tick => 0.001) },
});
my %quiet = (_start => sub { $_[KERNEL]->delay(later => 600) });
POE::Session->create(inline_states => \%quiet) for 1 .. 20_000;
POE::Kernel->run;
PERL

sub ticks {
    my ($row)  = $p->rows(op => 'sessions', match => 'it', top => 1);
    my ($tick) = grep { ($_->{name} // '') eq 'tick' } $p->rows(op => 'events', match => 'tick');
    return $tick ? $tick->{count} : 0;
}

$p->until_it(sub { $p->head->{sessions} == 20_001 });
for my $op (qw(sessions timers tree snapshot)) {
    my $before = ticks();
    my ($rows, $parts) = (0, 0);
    $p->say_line(qq({"op":"$op","top":0,"id":"$op"}\n));
    while (my $line = $p->hear_line) {    # to read all that would take a test long
        $parts++;
        $rows += () = $line =~ /"id":\d+,"name":/g;
        last if $line =~ /"last":true\}\n\z/;
    }
    my $ticks = ticks() - $before;
    cmp_ok $rows, '>=', 20_000, "$op: all";
    cmp_ok $parts, '>', 10, 'in parts';
    cmp_ok $ticks, '>=', $parts / 2, 'it ticks between them' or diag "$ticks ticks, $parts parts";
}
is $p->stderr, '', 'in silence';

done_testing;
