use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(ESRCH);
use POE;

my @log;

subtest 'a watcher gets name, arguments of signal and of sig' => sub {
    @log = ();
    play(
        _start => sub {
            $_[KERNEL]->sig(THING => caught => 'w1', 'w2');
            is_deeply [ $_[KERNEL]->signal($_[SESSION], THING => 's1') ], [1], 'signal returns 1';
            is "@log", '', 'later';
        },
        caught => sub { push @log, @_[ ARG0 .. $#_ ] },
    );
    is_deeply \@log, [qw(THING s1 w1 w2)];
};

subtest 'sig replaces and removes' => sub {
    @log = ();
    play(
        _start => sub {
            $_[KERNEL]->sig(THING => 'first');
            $_[KERNEL]->sig(THING => 'second', 'arg');
            $_[KERNEL]->sig(OTHER => 'first');
            $_[KERNEL]->sig('OTHER');
            $_[KERNEL]->sig('NEVER');
            $_[KERNEL]->signal($_[SESSION], $_) for qw(THING OTHER);
        },
        first  => sub { push @log, "first $_[ARG0]" },
        second => sub { push @log, "second $_[ARG0] $_[ARG1]" },
    );
    is_deeply \@log, ['second THING arg'];
};

subtest 'the watcher is looked up at delivery' => sub {
    @log = ();
    play(
        _start =>
            sub { $_[KERNEL]->signal($_[SESSION], 'THING'); $_[KERNEL]->sig(THING => 'caught') },
        caught => sub { push @log, 'caught' },
    );
    is "@log", 'caught';
};

subtest 'children hear it before their parents' => sub {
    @log = ();
    my $tree;
    $tree = sub {
        my ($name, @children) = @_;
        return session(
            _start => sub {
                $_[KERNEL]->sig(THING => 'caught');
                $tree->(@$_) for @children;
                $_[KERNEL]->yield('wait');
            },
            caught => sub { push @log, $name },
            wait   => sub { },
        );
    };
    my $top = $tree->('a', [ 'b', [ 'c', ['d'] ] ]);
    $poe_kernel->signal($top, 'THING');
    $poe_kernel->run;
    is "@log", 'd c b a';
};

subtest 'a signal to a child does not reach its parent' => sub {
    @log = ();
    my $child;
    session(
        _start => sub {
            $_[KERNEL]->sig(THING => 'caught');
            $child = session(
                _start => sub { $_[KERNEL]->sig(THING => 'caught') },
                caught => sub { push @log, 'child' });
            $_[KERNEL]->signal($child, 'THING');
        },
        caught => sub { push @log, 'parent' },
    );
    $poe_kernel->run;
    is "@log", 'child';
};

subtest 'a signal to the kernel reaches everybody' => sub {
    @log = ();
    for my $name (qw(x y)) {
        session(
            _start => sub { $_[KERNEL]->sig(THING => 'caught') },
            caught => sub { push @log, $name });
    }
    $poe_kernel->signal($poe_kernel, 'THING');
    $poe_kernel->run;
    is join(' ', sort @log), 'x y';
};

subtest 'each watcher has its own copy of the arguments' => sub {
    @log = ();
    my $spoil = sub { push @log, "$_[ARG1]"; $_[ARG1] = 'spoiled' };
    session(
        _start => sub {
            $_[KERNEL]->sig(THING => 'caught');
            session(
                _start => sub { $_[KERNEL]->sig(THING => 'caught'); $_[KERNEL]->yield('x') },
                caught => $spoil, x => sub { });
            $_[KERNEL]->signal($_[SESSION], THING => 'clean');
        },
        caught => $spoil,
    );
    $poe_kernel->run;
    is "@log", 'clean clean';
};

subtest 'a watcher without handler goes to _default' => sub {
    @log = ();
    play(
        _start => sub {
            $_[KERNEL]->sig(THING => 'unhandled');
            $_[KERNEL]->signal($_[SESSION], THING => 1);
        },
        _stop    => sub { },
        _default => sub { push @log, $_[ARG0], @{ $_[ARG1] } },
    );
    is "@log", 'unhandled THING 1';
};

subtest 'destinations that do not resolve' => sub {
    play(
        _start => sub {
            $! = 0;
            is_deeply [ $_[KERNEL]->signal('nobody', 'THING') ], [];
            is $! + 0, ESRCH;
        });
};

subtest 'signals leave no reference' => sub {
    my $stopped = 0;
    play(
        _start => sub { $_[KERNEL]->sig($_ => 'x') for qw(USR1 CHLD THING IDLE) },
        _stop  => sub { $stopped++ });
    is $stopped, 1;
};

done_testing;
