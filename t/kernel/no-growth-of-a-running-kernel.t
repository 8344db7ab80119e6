use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Here each repetition is a whole run of the kernel.
pipe my $in, my $out or die $!;

no_growth('a session that starts and ends', sub { play() }, 50);
no_growth(
    'a session with a heap, arguments and options',
    sub {
        POE::Session->create(
            heap          => { a      => [1] }, args => [ 1, [2] ], options => { mine => 1 },
            inline_states => { _start => sub { } });
        $poe_kernel->run;
    },
    50
);
no_growth(
    'yields',
    sub {
        play(_start => sub { $_[KERNEL]->yield(x => [$_]) for 1 .. 10 }, x => sub { });
    },
    50
);
no_growth(
    'posts between sessions',
    sub {
        my $other = session(x => sub { });
        play(_start => sub { $_[KERNEL]->post($other, x => [$_]) for 1 .. 10 });
    },
    50
);
no_growth(
    'events of _default',
    sub {
        play(_start => sub { $_[KERNEL]->yield(lost => [1]) }, _default => sub { });
    },
    50
);
no_growth(
    'alarms',
    sub {
        play(_start => sub { $_[KERNEL]->delay_add(x => 0, [1]) for 1 .. 10 }, x => sub { });
    },
    50
);
no_growth(
    'file events',
    sub {
        syswrite $out, 'x';
        play(
            _start => sub { $_[KERNEL]->select_read($in, x => [1]) },
            x      => sub { sysread $in, my $byte, 1; $_[KERNEL]->select_read($in) });
    },
    50
);
no_growth(
    'signals',
    sub {
        play(
            _start => sub {
                $_[KERNEL]->sig(THING => x => [1]);
                $_[KERNEL]->signal($_[SESSION], THING => [1]);
            },
            x => sub { });
    },
    50
);
no_growth(
    'signals of the system',
    sub {
        play(
            _start =>
                sub { $_[KERNEL]->sig(USR1 => 'x'); $_[KERNEL]->delay(y => 1); kill USR1 => $$ },
            x => sub { $_[KERNEL]->delay('y') }, y => sub { });
    },
    50
);
no_growth(
    'families',
    sub {
        session(
            _start => sub {
                session(_start => sub { session() });
            },
            _child => sub { });
        $poe_kernel->run;
    },
    50
);
no_growth(
    'postbacks',
    sub {
        play(_start => sub { $_[SESSION]->postback(x => [1])->([2]) }, x => sub { });
    },
    50
);
no_growth(
    'stop with work left',
    sub {
        play(
            _start => sub {
                $_[KERNEL]->delay(x => 1000, [1]);
                $_[KERNEL]->alias_set('x');
                $_[KERNEL]->sig(USR1 => 'x');
                $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x');
                $_[KERNEL]->select_read($in, 'x');
                $_[KERNEL]->yield(x => [1]);
                $_[KERNEL]->stop;
            });
    },
    50
);
no_growth(
    'exceptions that end run',
    sub {
        session(_start => sub { $_[KERNEL]->yield(x => [1]) }, x => sub { die "broken\n" });
        eval { $poe_kernel->run };
    },
    50
);
no_growth(
    'exceptions that are handled',
    sub {
        play(
            _start => sub { $_[KERNEL]->sig(DIE => 'd'); $_[KERNEL]->yield('x') },
            x      => sub { die { object => [1] } }, d => sub { $_[KERNEL]->sig_handled });
    },
    50
);
no_growth(
    'exceptions in call',
    sub {
        session(
            _start => sub { $_[KERNEL]->alias_set('o'); $_[KERNEL]->sig(DIE => 'd') },
            x      => sub { die "broken\n" },
            d      => sub { $_[KERNEL]->sig_handled; $_[KERNEL]->alias_remove('o') });
        play(_start => sub { $_[KERNEL]->call(o => x => [1]) });
    },
    50
);
no_growth(
    'children',
    sub {
        play(
            _start => sub {
                $_[KERNEL]->sig_child(spawn(sub {0}), x => [1]);
            },
            x => sub { });
    },
    5
);

done_testing;
