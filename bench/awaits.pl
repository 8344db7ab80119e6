# awaits HOW ROUNDS: nanoseconds of processor time a round, for bench/awaiting. A round is one thing that really waits:
# it is completed by an event of its own.

use strict;
use warnings;

use Time::HiRes qw(clock);

my ($how, $rounds) = @ARGV;
my $since;
our %way;

sub begin { $since = clock; return }

sub end {
    printf "%.1f\n", 1e9 * (clock - $since) / $rounds;
    return;
}

# Ways of POE, as handlers of the session that goes through the rounds; what they ask is in another.
sub poe {
    my (%states) = @_;
    require POE;
    POE->import;
    POE::Session->create(
        inline_states => {
            _start    => sub { $_[ 1 + 1 ]->alias_set('server') },
            add       => sub { return $_[10] + 1 },
            add_later => sub { $_[11]->($_[10] + 1) },
        },
    );
    POE::Session->create(inline_states => { _start => sub { $_[2]->yield('go') }, %states });
    return POE::Kernel->run;
}

$way{'callback'} = sub {
    poe(
        go     => sub { begin(); $_[2]->yield(step => 0) },
        finish => sub { $_[10]->() },
        step   => sub {
            my ($kernel, $n) = @_[ 2, 10 ];
            return end() if $n == $rounds;
            $kernel->yield(finish => sub { $kernel->yield(step => $n + 1) });
        },
    );
};

$way{'question by callback'} = sub {
    poe(
        go   => sub { begin(); $_[2]->yield(step => 0) },
        step => sub {
            my ($kernel, $n) = @_[ 2, 10 ];
            return end() if $n == $rounds;
            my $session = $_[1];
            $kernel->post(
                server => add_later => $n,
                sub { $kernel->post($session, step => $_[0]) });
        },
    );
};

$way{'await'} = sub {
    require POE::Future;
    eval <<'PERL' or die $@;    ## no critic (StringyEval)
        use Future::AsyncAwait;
        poe(
            go => async sub {
                my $kernel = $_[2];
                begin();
                for my $n (1 .. $rounds) {
                    my $future = POE::Future->new;
                    $kernel->yield(finish => $future);
                    await $future;
                }
                end();
            },
            finish => sub { $_[10]->done },
        );
        1;
PERL
};

$way{'ask'} = sub {
    require POE::Future;
    eval <<'PERL' or die $@;    ## no critic (StringyEval)
        use Future::AsyncAwait;
        poe(
            go => async sub {
                my $kernel = $_[2];
                begin();
                for my $n (1 .. $rounds) { await $kernel->ask(server => add => $n) }
                end();
            }
        );
        1;
PERL
};

$way{'IO::Async'} = sub {
    require IO::Async::Loop;
    eval <<'PERL' or die $@;    ## no critic (StringyEval)
        use Future::AsyncAwait;
        my $loop = IO::Async::Loop->new;
        (async sub {
            begin();
            for my $n (1 .. $rounds) {
                my $future = $loop->new_future;
                $loop->later(sub { $future->done });
                await $future;
            }
            end();
        })->()->get;
        1;
PERL
};

$way{'Mojo'} = sub {
    require Mojo::Promise;
    require Mojo::IOLoop;
    eval <<'PERL' or die $@;    ## no critic (StringyEval)
        use Future::AsyncAwait future_class => 'Mojo::Promise';
        (async sub {
            begin();
            for my $n (1 .. $rounds) {
                my $promise = Mojo::Promise->new;
                Mojo::IOLoop->next_tick(sub { $promise->resolve });
                await $promise;
            }
            end();
        })->()->wait;
        1;
PERL
};

($way{$how} || die "awaits: what is '$how'?\n")->();
