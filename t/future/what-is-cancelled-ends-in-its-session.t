use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use Test::More;

# Whoever cancels a sub that waits, a timer or another session: all that the sub holds is given up at once, in its session.

my @log;

sub Guard::DESTROY {
    my $kernel = POE::Kernel->get_active_session;
    push @log, 'freed in ' . $kernel->ID . ' ' . POE::Kernel->get_active_event;
    return;
}

async sub holds {
    my $guard = bless [], 'Guard';
    await POE::Kernel->after(60);
    push @log, 'never';
}

my $session = states(
    go => async sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        eval { await POE::Future->timeout(0.01, holds()); 1 } or push @log, "$@";
        my $future = $kernel->call($session, 'holds');
        await $kernel->ask(other => cancel => $future);
    },
    holds => async sub { await holds() },
)->ID;
states(
    _start => sub { $_[KERNEL]->alias_set('other') },
    cancel => sub { push @log, 'cancel'; $_[ARG0]->cancel; push @log, 'cancelled' },
);
POE::Kernel->run;
is_deeply(
    \@log,
    [ "freed in $session go", 'Timeout', 'cancel', "freed in $session holds", 'cancelled' ],
    'by a limit of time, and by another session'
);

done_testing;
