use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EPERM ESRCH ENOENT);
use POE;
use Time::HiRes qw(time);

sub near {
    my ($got, $expected, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return cmp_ok abs($got - $expected), '<', scaled(0.5), $name;
}

subtest 'alarm_adjust moves by a delta and tells the new time' => sub {
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            my $id     = $kernel->alarm_set(bell => 5000);
            is $kernel->alarm_adjust($id, 10), 5010, 'later';
            is $kernel->alarm_adjust($id, -20), 4990, 'earlier';
            is $kernel->alarm_adjust($id, 0), 4990, 'not at all';
            is $kernel->alarm_adjust($id, -10_000), -5010, 'below zero';
            is_deeply [ $kernel->alarm_remove($id) ], [ 'bell', -5010, [] ],
                'alarm_remove reports the adjusted time';
        });
};

subtest 'alarm_adjust works on a delay' => sub {
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            my $id     = $kernel->delay_set(bell => 100);
            near($kernel->alarm_adjust($id, 20), time + 120, 'delta is added');
            near($kernel->alarm_adjust($id, -50), time + 70, 'again');
            $kernel->alarm_remove($id);
        });
};

subtest 'delay_adjust counts from now' => sub {
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            my $id     = $kernel->delay_set(bell => 100);
            near($kernel->delay_adjust($id, 30), time + 30, 'on a delay');
            near(($kernel->alarm_remove($id))[1], time + 30, 'alarm_remove agrees');
            $id = $kernel->alarm_set(bell => 5000);
            near($kernel->delay_adjust($id, 30), time + 30, 'on an alarm');
            near($kernel->alarm_adjust($id, 5), time + 35, 'then a delta');
            $kernel->alarm_remove($id);
        });
};

subtest 'what is not there or not ours' => sub {
    my $foreign;
    session(_start => sub { $foreign = $_[KERNEL]->alarm_set(bell => 1) }, bell => sub { });
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            $! = 0;
            is_deeply [ $kernel->alarm_adjust(1e9, 1) ], [], 'alarm_adjust: unknown';
            is $! + 0, ESRCH, 'ESRCH';
            $! = 0;
            is_deeply [ $kernel->alarm_adjust($foreign, 1) ], [],
                'alarm_adjust: another session\'s';
            is $! + 0, EPERM, 'EPERM';

            for my $case ([ 1e9, ESRCH, 'unknown' ], [ $foreign, EPERM, 'another session\'s' ]) {
                my ($id, $errno, $name) = @$case;
                $! = ENOENT;
                is_deeply [ $kernel->delay_adjust($id, 1) ], [], "delay_adjust: $name";
                is $! + 0, is_upstream() ? ENOENT : $errno, 'errno tells why';
            }
        });
};

subtest 'the adjusted order is the order of firing' => sub {
    my @fired;
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            my %id     = map { ($_ => $kernel->alarm_set($_ => 100)) } 'a' .. 'e';
            $kernel->alarm_adjust($id{a}, 5);
            $kernel->alarm_adjust($id{c}, -5);
            $kernel->alarm_adjust($id{b}, 5);
            $kernel->alarm_adjust($id{d}, 0);
        },
        map {
            my $name = $_;
            ($name => sub { push @fired, $name })
        } 'a' .. 'e'
    );
    is "@fired", 'c d e a b', 'those moved to a taken time go last, delta 0 keeps the place';
};

subtest 'relative ones in real time' => sub {
    my ($begun, @log) = time;
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            my $delay  = $kernel->delay_set(the_delay => 500);
            my $alarm  = $kernel->alarm_set(the_alarm => time + 500);
            $kernel->delay_adjust($delay, 0.1);
            $kernel->alarm_adjust($alarm, -499.95);
        },
        the_delay => sub { push @log, 'delay' },
        the_alarm => sub { push @log, 'alarm' },
    );
    is "@log", 'alarm delay', 'fire in their new order';
    cmp_ok time - $begun, '<', scaled(3), 'at their new times';
};

subtest 'an adjusted posted event' => sub {
    my @log;
    play(
        _start => sub {
            my $mark = $_[KERNEL]->alarm_set(mark => 1);
            $_[KERNEL]->yield('first');
            $_[KERNEL]->yield('second');
            ok defined $_[KERNEL]->delay_adjust($mark + 1, 0.02), 'can be moved by its ID';
        },
        map {
            my $name = $_;
            ($name => sub { push @log, $name })
        } qw(mark first second)
    );
    is "@log", 'mark second first';
};

done_testing;
