use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(ESRCH);
use POE;

{

    package Actor;
    our @log;
    sub new  { return bless {}, shift }
    sub walk { push @log, "walk $_[main::OBJECT] $_[main::STATE]"; return }
}

my @log;
my $returned;

subtest 'a code reference' => sub {
    @log = ();
    play(
        _start => sub {
            is $_[KERNEL]->state(work => sub { push @log, "new $_[ARG0]" }), 0, 'state returns 0';
            $_[KERNEL]->yield(work => 1);
            $_[KERNEL]->yield('replace');
        },
        replace => sub {
            $_[KERNEL]->state(work => sub { push @log, "newer $_[ARG0]" });
            $_[KERNEL]->yield(work => 2);
        },
    );
    is "@log", 'new 1 newer 2';
};

subtest 'the handler is looked up at delivery' => sub {
    @log = ();
    play(
        _start => sub {
            $_[KERNEL]->yield('work');
            $_[KERNEL]->state(work => sub { push @log, 'second' });
        },
        work => sub { push @log, 'first' },
    );
    is "@log", 'second';
};

subtest 'methods' => sub {
    @Actor::log = ();
    my $actor = Actor->new;
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            $kernel->state(walk   => $actor);
            $kernel->state(stroll => $actor, 'walk');
            $kernel->state(run    => 'Actor', 'walk');
            $kernel->yield($_) for qw(walk stroll run);
        });
    is_deeply \@Actor::log, [ "walk $actor walk", "walk $actor stroll", 'walk Actor run' ];
};

subtest 'removing' => sub {
    for my $nothing ([], [undef], [0], ['']) {
        @log = ();
        play(
            _start => sub {
                is $_[KERNEL]->state('work', @$nothing), 0, 'returns 0';
                $_[KERNEL]->yield('work');
            },
            work     => sub { push @log, 'old' },
            _default => sub { push @log, "lost $_[ARG0]" },
            _stop    => sub { },
        );
        is "@log", 'lost work',
            'by ' . (@$nothing ? defined $nothing->[0] ? "'$nothing->[0]'" : 'undef' : 'nothing');
    }
};

subtest 'a handler may remove itself while it runs' => sub {
    @log = ();
    play(
        _start => sub { $_[KERNEL]->yield('once'); $_[KERNEL]->yield('once') },
        once   => sub { $_[KERNEL]->state('once'); push @log, "ran $_[STATE]" },
    );
    is "@log", 'ran once';
};

subtest 'errors' => sub {
    my $actor = Actor->new;
    play(
        _start => sub {
            ok !eval { $_[KERNEL]->state(nope => $actor); 1 }, 'an object without the method';
            like $@, qr/object \Q$actor\E does not have a 'nope' method/;
            ok !eval { $_[KERNEL]->state(event => 'Actor', 'nope'); 1 }, 'a package without it';
            like $@, qr/package Actor does not have a 'nope' method/;
            ok !eval { $_[KERNEL]->state(event => []); 1 },
                'a reference that is neither code nor object';
            like $@, qr/Can't call method "can" on unblessed reference/;
        });
    is $poe_kernel->state(event => sub { }), ESRCH,
        'at top level there is no session: ESRCH is returned';
};

subtest 'only the active session changes' => sub {
    @log = ();
    my $other = session(work => sub { push @log, 'other old' });
    play(
        _start => sub {
            $_[KERNEL]->state(work => sub { push @log, 'mine' });
            $_[KERNEL]->post($other, 'work');
            $_[KERNEL]->yield('work');
        },
    );
    is join('|', sort @log), 'mine|other old';
};

subtest 'destroying an object of a session that stopped' => sub {
    {

        package Cleaner;
        sub DESTROY { $returned = $POE::Kernel::poe_kernel->state('internal') }
    }
    play(
        _start => sub {
            $_[HEAP]{wheel} = bless {}, 'Cleaner';
            $_[KERNEL]->state(internal => sub { });
        });
    is $returned, ESRCH, 'may still call state: it returns ESRCH';
};

done_testing;
