use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Time::HiRes qw(time);

# Upstream needs long for a million; it proves the expectation with fewer. So do tools that make everything slow.
my $many = is_upstream() ? 20_000 : $ENV{POE_TEST_MANY} || 1_000_000;

subtest "$many queued events" => sub {
    my ($count, $sum, $in_order, $last) = (0, 0, 1, 0);
    play(
        _start => sub { $_[KERNEL]->yield(x => $_) for 1 .. $many },
        x      => sub { $count++; $in_order &&= $_[ARG0] == $last + 1; $last = $_[ARG0] },
    );
    is $count, $many, 'all arrive';
    ok $in_order, 'in order';
};

subtest 'many alarms in random order' => sub {
    my $alarms = $many / 20;
    my ($count, $last, $sorted) = (0, 0, 1);
    my $seed = 12_345;
    play(
        _start => sub {
            for (1 .. $alarms) {
                $seed = ($seed * 1_103_515_245 + 12_345) % 2_147_483_648;
                my $when = 1 + $seed % 100_000;
                $_[KERNEL]->alarm_add(ring => $when, $when);
            }
        },
        ring => sub { $count++; $sorted &&= $_[ARG0] >= $last; $last = $_[ARG0] },
    );
    is $count, $alarms;
    ok $sorted, 'fire by time';
};

subtest 'adjusting and removing among many' => sub {
    my $alarms = $many / 20;
    my $begun  = time;
    my $left   = 0;
    play(
        _start => sub {
            my @ids = map { $_[KERNEL]->alarm_set(ring => $_) } 1 .. $alarms;
            $_[KERNEL]->alarm_adjust($ids[$_], -1) for grep { $_ % 3 == 0 } 0 .. $#ids;
            $_[KERNEL]->alarm_remove($ids[$_])     for grep { $_ % 3 == 1 } 0 .. $#ids;
        },
        ring => sub { $left++ },
    );
    is $left, $alarms - int(($alarms + 1) / 3), 'the others fire';
    cmp_ok time - $begun, '<', scaled(30), 'and it does not take for ever';
};

subtest 'a session with many events that stops' => sub {
    my $events = $many / 4;
    my $other  = 0;
    session(_start => sub { $_[KERNEL]->delay(x => 0) }, x => sub { $other++ });
    play(
        _start => sub {
            $_[KERNEL]->delay_add(never => 1000 + $_) for 1 .. $events;
            $_[KERNEL]->signal($_[SESSION], 'KILL');
        });
    is $other, 1, 'leaves the others alone';
    is $poe_kernel->get_event_count, 0, 'and nothing in the queue';
};

subtest 'many sessions' => sub {
    my $sessions = $many / 50;
    my ($started, $stopped) = (0, 0);
    session(
        _start => sub {
            session(
                _start => sub { $started++; $_[KERNEL]->yield('x') }, x => sub { },
                _stop  => sub { $stopped++ }) for 1 .. $sessions;
        },
    );
    $poe_kernel->run;
    is $started, $sessions;
    is $stopped, $sessions;
    is $poe_kernel->_data_ses_count, 0, 'all are gone';
};

subtest 'many files' => sub {
    needs_descriptors(450);
    my @pipes = map { pipe my $in, my $out or die $!; [ $in, $out ] } 1 .. 200;
    my %seen;
    play(
        _start => sub {
            my $n = 0;
            for (@pipes) {
                $_[KERNEL]->select_read($_->[0], readable => $n++);
                syswrite $_->[1], 'x';
            }
        },
        readable => sub { $seen{ $_[ARG2] }++; $_[KERNEL]->select_read($_[ARG0]) },
    );
    is keys %seen, 200, 'each is served';
    is((grep { $_ == 1 } values %seen), 200, 'once');
};

done_testing;
