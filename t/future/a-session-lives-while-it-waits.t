use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use Test::More;

# A handler that waits keeps its session as an alias does: until nothing is left that could happen.

my @log;
my $signal = POE::Future->new;
states(
    go    => async sub { await $signal; push @log, 'went on' },
    _stop => sub { push @log, 'stopped' });
states(
    go   => sub { $_[KERNEL]->delay(tick => 0.02) },
    tick => sub { push @log, 'tick'; $signal->done });
POE::Kernel->run;
is_deeply(
    \@log, [ 'tick', 'went on', 'stopped' ],
    'a session of which nothing is left but the wait'
);

@log = ();
my @promise = map { POE::Future->new } 1 .. 2;
for my $number (0, 1) {
    states(
        go => async sub {
            my $guard = Guard->new(sub {
                push @log,
                    "$number ended in "
                    . POE::Kernel->get_active_session->ID . ' '
                    . POE::Kernel->get_active_event;
            });
            await $promise[$number];
            push @log, 'never';
        },
        _stop => sub { push @log, "$number stops in " . $_[SESSION]->ID; },
    );
}
POE::Kernel->run;
is(scalar @log, 4, 'two that wait for nothing: the run ends');
like(
    "@log", qr/\b0 ended in (\d+) go 0 stops in \1\b/,
    'what cleans up runs before _stop, in the session'
);
is_deeply(
    [ map { $_->state } @promise ], [ 'cancelled', 'cancelled' ],
    'what they waited for is cancelled'
);

@log = ();
states(
    go => sub { $_[KERNEL]->yield($_) for 1 .. 3; $_[KERNEL]->delay(end => 0.02) },
    (
        map {
            my $n = $_;
            (
                $n => async sub {
                    my $guard = Guard->new(sub { push @log, $n });
                    await POE::Future->new;
                })
        } 1 .. 3
    ),
    end   => sub { $_[KERNEL]->signal($_[SESSION], 'KILL') },
    _stop => sub { push @log, 'stop' });
POE::Kernel->run;
is_deeply(\@log, [ 3, 2, 1, 'stop' ], 'the youngest ends first');

done_testing;

package Guard;
sub new     { my ($class, $code) = @_; return bless { code => $code }, $class }
sub DESTROY { $_[0]{code}->();         return }
