use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'of this distribution' if is_upstream();

# The place in the program, the event that was handled there, and how many arguments wait.

sub sent {
    my ($name) = @_;
    return grep { $_->{event} eq $name } peek()->event_queue_dump;
}

look(
    sub {
        my ($api, $session) = @_;
#line 100 "posted.pl"
        $poe_kernel->yield(counted => 1 .. 3);
        my $id = $poe_kernel->delay_set(alarmed => 1000, 'one');
#line 60 "dumps-where-events-come-from.t"
        my ($event) = sent('counted');
        is_deeply [ @$event{qw(file line from_state arg_count)} ], [ 'posted.pl', 100, 'look', 3 ],
            'an event';
        my ($alarm) = sent('alarmed');
        is_deeply [ @$alarm{qw(file line from_state arg_count ID)} ],
            [ 'posted.pl', 101, 'look', 1, $id ], 'an alarm';
        ok !exists $alarm->{args}, 'the arguments themselves stay where they are';
        $poe_kernel->alarm_remove_all;
    },
    counted => sub { });

my $other = session(
    _start => sub { $_[KERNEL]->alias_set('other') },
    poke   => sub { $_[KERNEL]->alias_remove('other') });
$poe_kernel->post(other => 'poke');
my ($outside) = sent('poke');
is $outside->{from_state}, undef, 'posted outside of handlers';
is $outside->{source}, $poe_kernel, 'by the kernel';
POE::Kernel->run;

done_testing;
