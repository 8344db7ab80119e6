use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Time::HiRes qw(time);

subtest 'what it gives' => sub {
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            is_deeply [ $kernel->alarm_remove_all ], [], 'nothing set: an empty list';
            is_deeply scalar $kernel->alarm_remove_all, [], 'or an empty array';
            $kernel->alarm_set(late => 3000, 'l1', 'l2');
            $kernel->alarm_add(early => 1000);
            $kernel->alarm(middle => 2000, 'm');
            my @all = $kernel->alarm_remove_all;
            is_deeply \@all,
                [ [ 'early', 1000 ], [ 'middle', 2000, 'm' ], [ 'late', 3000, 'l1', 'l2' ] ],
                'name, time and arguments of each, in the order they would fire';
            $kernel->alarm_set(again => 1000);
            is_deeply scalar $kernel->alarm_remove_all, [ [ 'again', 1000 ] ],
                'an array in scalar context';
            is_deeply [ $kernel->alarm_remove_all ], [], 'now they are gone';
        });
};

subtest 'delays' => sub {
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            my $now    = time;
            $kernel->delay_set(set => 100);
            my ($set) = $kernel->alarm_remove_all;
            cmp_ok abs($set->[1] - $now - 100), '<', scaled(1), 'delay_set: the wall time';
            $kernel->delay(named => 100, 'y');
            $kernel->delay_add(added => 200);
            my @all = $kernel->alarm_remove_all;
            is_deeply [ map { $_->[0] } @all ], [ 'named', 'added' ];
            my @times = is_upstream() ? (0, 0) : ($now + 100, $now + 200);
            cmp_ok abs($all[$_][1] - $times[$_]), '<', scaled(1), "$all[$_][0]: its time" for 0, 1;
        });
};

subtest 'only alarms of the session that asks' => sub {
    my @log;
    session(
        _start => sub { $_[KERNEL]->delay(other => 0.01) },
        other  => sub { push @log, 'other' });
    play(
        _start => sub {
            $_[KERNEL]->delay(mine => 0);
            $_[KERNEL]->yield('posted');
            $_[KERNEL]->alarm_remove_all;
        },
        mine   => sub { push @log, 'mine' },
        posted => sub { push @log, 'posted' },
    );
    is_deeply [ sort @log ], [ 'other', 'posted' ], 'posted events and others\' alarms stay';
};

subtest 'in void context' => sub {
    my $begun = time;
    play(
        _start =>
            sub { $_[KERNEL]->delay_add(never => 1000) for 1 .. 100; $_[KERNEL]->yield('end') },
        end => sub { $_[KERNEL]->alarm_remove_all },
    );
    cmp_ok time - $begun, '<', scaled(5), 'the session has nothing left to wait for';
};

subtest 'a thousand alarms' => sub {
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            $kernel->alarm_add("a$_" => 1e9 + ($_ * 7919) % 1000) for 1 .. 1000;
            my @times = map { $_->[1] } $kernel->alarm_remove_all;
            is @times, 1000;
            is_deeply \@times, [ sort { $a <=> $b } @times ], 'come back sorted';
        });
};

done_testing;
