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

close delete $p->{client}{socket};
visit($_) for 1 .. 200;
my $before = numbers();
visit($_) for 1 .. 1000;
my $after = numbers();
is $after->{fds}, $before->{fds}, 'no descriptor is left';
cmp_ok $after->{memory} - $before->{memory}, '<', 1_000_000, 'nor memory' if resident_bytes();
is $after->{level}, 'times', 'nobody traces any more';
is $after->{dropped}, 0, 'none was dropped';
is $p->stderr, '', 'in silence';

done_testing;
