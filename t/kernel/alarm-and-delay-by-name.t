use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EINVAL ENOENT);
use POE;
use Time::HiRes qw(time);

# Runs the code in _start and gives the fired alarms as "name arguments".
sub fired {
    my ($code) = @_;
    my @fired;
    play(
        _start   => sub { $code->(@_) },
        _default => sub { push @fired, join ' ', $_[ARG0], @{ $_[ARG1] } if $_[ARG0] !~ /^_/ },
    );
    return \@fired;
}

subtest 'returns' => sub {
    fired(sub {
        my $kernel = $_[KERNEL];
        is_deeply [ $kernel->alarm(a => 1) ], [0], 'alarm returns 0';
        is_deeply [ $kernel->alarm_add(a => 1) ], [0], 'alarm_add too';
        is_deeply [ $kernel->delay(a => 0) ], [0], 'delay too';
        is_deeply [ $kernel->delay_add(a => 0) ], [0], 'delay_add too';
        is_deeply [ $kernel->alarm('a') ], [0], 'clearing too';
        is_deeply [ $kernel->delay('a') ], [0], 'either way';
        is_deeply [ $kernel->alarm('never set') ], [0], 'even if there is nothing to clear';
    });
};

subtest 'wrong arguments' => sub {
    fired(sub {
        my $kernel = $_[KERNEL];
        $! = ENOENT;
        is $kernel->alarm(undef, 1), EINVAL, 'alarm without a name returns EINVAL';
        is $kernel->delay(undef, 1), EINVAL, 'delay too';
        is $kernel->alarm_add(undef, 1), EINVAL, 'alarm_add too';
        is $kernel->alarm_add('name'), EINVAL, 'alarm_add needs a time';
        is $kernel->delay_add(undef, 1), EINVAL, 'delay_add needs a name';
        is $kernel->delay_add('name', undef), EINVAL, 'and a time';
        is $! + 0, ENOENT, 'errno is left alone';
    });
};

is_deeply fired(sub { $_[KERNEL]->alarm(a => 1, 'first'); $_[KERNEL]->alarm(a => 1, 'second') }),
    ['a second'],
    'alarm replaces alarms of the name';
is_deeply fired(sub { $_[KERNEL]->delay(a => 0, 'first'); $_[KERNEL]->delay(a => 0, 'second') }),
    ['a second'],
    'delay does too';
is_deeply fired(sub { $_[KERNEL]->delay(a => 0, 'd'); $_[KERNEL]->alarm(a => 1, 'a') }), ['a a'],
    'alarm replaces a delay';
is_deeply fired(sub { $_[KERNEL]->alarm_add(a => 1, $_) for 1 .. 3 }), [ 'a 1', 'a 2', 'a 3' ],
    'alarm_add adds';
is_deeply fired(sub { $_[KERNEL]->delay_add(a => 0, $_) for 1 .. 3 }), [ 'a 1', 'a 2', 'a 3' ],
    'delay_add adds';
is_deeply fired(sub { $_[KERNEL]->alarm_set(a => 1, $_) for 1 .. 3 }), [ 'a 1', 'a 2', 'a 3' ],
    'alarm_set adds';
is_deeply fired(sub { $_[KERNEL]->delay_set(a => 0, $_) for 1 .. 3 }), [ 'a 1', 'a 2', 'a 3' ],
    'delay_set adds';
is_deeply fired(
    sub { $_[KERNEL]->alarm_add(a => 1, $_) for 1 .. 3; $_[KERNEL]->alarm(a => 1, 'only') }),
    ['a only'],
    'alarm replaces all that were added';
is_deeply fired(sub {
    $_[KERNEL]->alarm_set(a => 1, 'x');
    $_[KERNEL]->delay_set(a => 0, 'y');
    $_[KERNEL]->alarm('a');
    }),
    [],
    'alarm(name) clears those of _set';
is_deeply fired(sub { $_[KERNEL]->delay_set(a => 0, 'y'); $_[KERNEL]->delay('a', undef) }), [],
    'delay(name, undef) clears';
is_deeply fired(sub { $_[KERNEL]->alarm_set(a => 1, 'y'); $_[KERNEL]->alarm('a', undef) }), [],
    'alarm(name, undef) clears';
is_deeply fired(sub { $_[KERNEL]->yield(a => 'posted'); $_[KERNEL]->delay('a') }), ['a posted'],
    'a posted event of the name is not cleared';
is_deeply fired(
    sub { $_[KERNEL]->alarm(a => 1, 'a'); $_[KERNEL]->alarm(b => 1, 'b'); $_[KERNEL]->alarm('a') }),
    ['b b'],
    'other names stay';
is_deeply fired(sub { $_[KERNEL]->alarm(0 => 1, 'zero') }), ['0 zero'], 'a name may be 0';

subtest 'names belong to the session' => sub {
    my @log;
    my %states = (
        set    => sub { $_[KERNEL]->alarm(shared => 1, $_[ARG0]) },
        clear  => sub { $_[KERNEL]->alarm('shared') },
        shared => sub { push @log, $_[ARG0] },
    );
    my ($one, $two) = (session(%states), session(%states));
    $poe_kernel->call($one, set => 1);
    $poe_kernel->call($two, set => 2);
    $poe_kernel->call($two, 'clear');
    $poe_kernel->run;
    is_deeply \@log, [1];
};

subtest 'a delay is not early and not very late' => sub {
    my ($set, $fired);
    play(
        _start => sub { $set   = time; $_[KERNEL]->delay(ring => 0.1) },
        ring   => sub { $fired = time });
    cmp_ok $fired - $set, '>=', 0.0999, 'after the time given';
    cmp_ok $fired - $set, '<', scaled(0.6), 'and soon';
};

subtest 'an alarm is at its wall time' => sub {
    my ($when, $fired) = time + 0.1;
    play(_start => sub { $_[KERNEL]->alarm(ring => $when) }, ring => sub { $fired = time });
    cmp_ok $fired, '>=', $when - 0.0001, 'not early';
    cmp_ok $fired, '<', $when + scaled(0.5), 'soon';
};

subtest 're-arming before it fires puts it off' => sub {
    my $count = 0;
    play(
        _start => sub { $_[KERNEL]->delay(late => 0.05); $_[KERNEL]->delay(early => 0.01) },
        early  => sub { $_[KERNEL]->delay(late => 0.02) },
        late   => sub { $count++ },
    );
    is $count, 1, 'it fires once';
};

subtest 'a handler may set its own alarm again' => sub {
    my $ticks = 0;
    play(
        _start => sub { $_[KERNEL]->delay(tick => 0) },
        tick   => sub { $_[KERNEL]->delay(tick => 0) if ++$ticks < 50 });
    is $ticks, 50;
};

done_testing;
