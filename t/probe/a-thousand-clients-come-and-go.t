use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Neither descriptors nor memory, whether they ask, leave at once or in the middle of an answer.

my $p = probed(<<'PERL');
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(x => 600) } });
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(x => 600) } }) for 1 .. 50;
POE::Kernel->run;
PERL

my @ways = (
    sub { },
    sub { $p->say_line(qq({"op":"head"}\n), $_[0]); $p->hear_line($_[0]) },
    sub { $p->say_line(qq({"op":"snapshot"}\n), $_[0]) },
    sub {
        $p->say_line(qq({"op":"watch","every":0.1,"ops":[{"op":"sessions"}]}\n), $_[0]);
        $p->hear_line($_[0]);
    },
    sub { $p->say_line(qq({"op":"trace","seconds":60}\n), $_[0]) },
    sub { $p->say_line('{"op":', $_[0]) },
);

sub visit {
    my ($n)    = @_;
    my $client = $p->dial or die "nobody is there: $!";
    my $guest  = { socket => $client, in => '' };
    $ways[ $n % @ways ]->($guest) if !($n % @ways) or defined $p->hear_line($guest);
    close $client;
    return;
}

# When all have gone.
sub numbers {
    $p->until_it(sub { $p->connect->{hello} });
    $p->until_it(sub { $p->head->{viewers} == 1 });
    my $head = $p->head;
    close delete $p->{client}{socket};
    return $head;
}

sub descriptors {
    my @paths = glob "/proc/${\ $p->pid}/fd/*";
    return map { "$_: " . (readlink($_) // '?') } @paths;
}

# How many look at once, and with it the most that is ever held, is up to the machine: what leaks grows
# in each round.
use constant { A_ROUND => 1000, GROWTH => 1_000_000 };

close delete $p->{client}{socket};
visit($_) for 1 .. 200;
my $first = numbers();
my ($before, $after) = ($first, $first);
for my $round (1 .. 5) {
    $before = $after;
    visit($_) for 1 .. A_ROUND;
    $after = numbers();
    last if $after->{memory} - $before->{memory} < GROWTH;
}

# What is about to be closed is no leak: those stay.
$p->until_it(sub { ($after = numbers())->{fds} == $first->{fds} });
is $after->{fds}, $first->{fds}, 'no descriptor is left' or diag join "\n", descriptors();
cmp_ok $after->{memory} - $before->{memory}, '<', GROWTH, 'nor memory' if resident_bytes();
is $after->{level}, 'times', 'nobody traces any more';
is $after->{dropped}, 0, 'none was dropped';
is $p->stderr, '', 'in silence';

done_testing;
