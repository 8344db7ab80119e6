use strict;
use warnings;

use lib 't/lib';

BEGIN {
    eval { require Mojo::IOLoop }
}    # before POE, which then shares its loop
use Awaits;
use Future::AsyncAwait;
use POE;
use Test::More;

# Whatever can be awaited, in whatever order: the handler goes on in its session, which lives meanwhile.

my @kinds = ([
        'Future', 'Future',
        sub {
            my $f = Future->new;
            ($f, sub { $f->done(@_) });
        }
    ],
    [
        'POE::Future',
        'POE::Future',
        sub {
            my $f = POE::Future->new;
            ($f, sub { $f->done(@_) });
        }
    ],
    [
        'POE::Future',
        'a convergent one',
        sub {
            my @f = (Future->new, POE::Future->new);
            (Future->needs_all(@f), sub { $f[0]->done(@_); $f[1]->done });
        }
    ],
    [
        'Mojo::Promise',
        'Mojo::Promise',
        sub {
            my $p = Mojo::Promise->new;
            ($p, sub { $p->resolve(@_) });
        }
    ],
    [
        'IO::Async::Future',
        'IO::Async::Future',
        sub {
            my $f = IO::Async::Future->new;
            ($f, sub { $f->done(@_) });
        }
    ],
);
my @here = grep { eval "require $_->[0]; 1" } @kinds;    ## no critic (StringyEval)

for my $order ([ 0 .. $#here ], [ reverse 0 .. $#here ]) {
    my (@log, $finish);
    run_states(
        go => async sub {
            for my $kind (@here[@$order]) {
                (my $future, $finish) = $kind->[2]->();
                $_[KERNEL]->delay(finish => 0.01, $kind->[1]);
                my $result = await $future;
                push @log, "$result $_[STATE] "
                    . ($_[KERNEL]->get_active_session == $_[SESSION] ? 'here' : 'elsewhere');
            }
        },
        finish => sub { $finish->($_[ARG0]) },
    );
    is_deeply(
        \@log, [ map {"$_->[1] go here"} @here[@$order] ], join ', ',
        map { $_->[1] } @here[@$order]);
}

my @log;
run_states(
    go => async sub {
        my $promise = eval { Mojo::Promise->new } or return;
        await POE::Future->done_later;
        eval {
            await POE::Future->timeout(
                0.02,
                (async sub { await POE::Future->done_later; await $promise; push @log, 'never' })
                    ->());
            1;
        } or push @log, $@;
    });
is_deeply(
    \@log, Mojo::Promise->can('new') ? ['Timeout'] : [],
    'a sub that awaits a promise can be cancelled'
);

done_testing;
