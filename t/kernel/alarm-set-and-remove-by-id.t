use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EINVAL EPERM ESRCH);
use POE;
use Time::HiRes qw(time);

subtest 'IDs' => sub {
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            my @ids    = map { $kernel->alarm_set(a => 1), $kernel->delay_set(a => 0) } 1 .. 10;
            like $_, qr/^[1-9]\d*\z/, 'a positive integer' for @ids[ 0, 1 ];
            is_deeply \@ids, [ sort { $a <=> $b } @ids ], 'that grows';
            my %seen = map { ($_ => 1) } @ids;
            is keys %seen, 20, 'and is never used twice';
        });
};

subtest 'wrong arguments' => sub {
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            for my $try (
                [ alarm_set    => undef, 1 ], [ alarm_set => 'a' ], [ delay_set => undef, 1 ],
                [ delay_set    => 'a', undef ],
                [ alarm_remove => undef ], [ alarm_adjust => undef, 1 ],
                [ alarm_adjust => 1, undef ],
                [ delay_adjust => undef, 1 ], [ delay_adjust => 1, undef ])
            {
                my ($method, @args) = @$try;
                $! = 0;
                my $text = "$method(" . join(',', map { $_ // 'undef' } @args) . ')';
                is_deeply [ $kernel->$method(@args) ], [], "$text gives the empty list";
                is $! + 0, EINVAL, 'and EINVAL';
                is scalar $kernel->$method(@args), undef, 'undef in scalar context';
            }
        });
};

subtest 'alarm_remove gives name, time and arguments' => sub {
    my $when = int(time) + 1000;
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            my @list   = $kernel->alarm_remove($kernel->alarm_set(bell => $when, 'x', 'y'));
            is_deeply \@list, [ 'bell', $when, [ 'x', 'y' ] ], 'as a list';
            my $ref = $kernel->alarm_remove($kernel->alarm_set(bell => $when, 'x'));
            is_deeply $ref, [ 'bell', $when, ['x'] ], 'as an array in scalar context';
            my $before = time;
            my ($name, $time) = $kernel->alarm_remove($kernel->delay_set(bell => 50));
            cmp_ok abs($time - $before - 50), '<', scaled(1), 'a delay has a wall time too';
            my @empty = $kernel->alarm_remove($kernel->alarm_set(bell => $when));
            is_deeply $empty[2], [], 'no arguments are an empty array';
        });
};

subtest 'what cannot be removed' => sub {
    my $foreign;
    my $owner
        = session(_start => sub { $foreign = $_[KERNEL]->alarm_set(bell => 1) }, bell => sub { });
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            my $id     = $kernel->alarm_set(bell => time + 1000);
            ok $kernel->alarm_remove($id), 'first time';
            $! = 0;
            is_deeply [ $kernel->alarm_remove($id) ], [], 'a second time nothing';
            is $! + 0, ESRCH, 'ESRCH';
            $! = 0;
            is_deeply [ $kernel->alarm_remove($foreign) ], [], 'not what another session owns';
            is $! + 0, EPERM, 'EPERM';
            $! = 0;
            is_deeply [ $kernel->alarm_remove(1e9) ], [], 'nor an ID not given yet';
            is $! + 0, ESRCH, 'ESRCH';
        });
};

subtest 'a removed alarm does not fire' => sub {
    my @fired;
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            my @ids    = map { $kernel->alarm_set(bell => 1, $_) } 1 .. 6;
            $kernel->alarm_remove($_) for @ids[ 1, 4, 5 ];
        },
        bell => sub { push @fired, $_[ARG0] },
    );
    is_deeply \@fired, [ 1, 3, 4 ], 'the others do';
};

subtest 'an alarm that is due in the same pass can still be removed' => sub {
    my @fired;
    play(
        _start => sub { $_[HEAP]{$_} = $_[KERNEL]->alarm_set($_ => 1) for qw(one two) },
        one    => sub { push @fired, 'one'; $_[KERNEL]->alarm_remove($_[HEAP]{two}) },
        two    => sub { push @fired, 'two' },
    );
    is_deeply \@fired, ['one'];
};

subtest 'removing the last alarm lets the session end' => sub {
    my $begun = time;
    play(
        _start => sub { $_[HEAP] = $_[KERNEL]->delay_set(bell => 1000); $_[KERNEL]->yield('end') },
        end    => sub { $_[KERNEL]->alarm_remove($_[HEAP]) },
    );
    cmp_ok time - $begun, '<', scaled(5);
};

subtest 'a posted event addressed to the session can be removed by its ID' => sub {
    my $seen = 0;
    play(
        _start => sub {
            my $mark = $_[KERNEL]->alarm_set(mark => 1);
            $_[KERNEL]->yield('posted');
            my @got = $_[KERNEL]->alarm_remove($mark + 1);
            is $got[0], 'posted', 'IDs count all events';
            $_[KERNEL]->alarm_remove($mark);
        },
        posted => sub { $seen++ },
    );
    is $seen, 0;
};

done_testing;
