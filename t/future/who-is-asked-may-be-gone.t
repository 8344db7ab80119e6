use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use Test::More;

# A question whose answer cannot come any more fails, whatever became of who was asked; one that nobody waits for is not put.

my @log;

sub server {
    return states(
        _start => sub { $_[KERNEL]->alias_set('server') },
        _stop  => sub { push @log, 'stops' },
        ends   => sub { $_[KERNEL]->alias_remove('server'); $_[KERNEL]->yield('nothing'); return },
        waits  => async sub { await POE::Future->new },
        quits  => sub { $_[KERNEL]->signal($_[SESSION], 'KILL') },
        called => sub { push @log, 'called' },
    );
}

my @failure;
server();
run_states(
    go => async sub {
        my ($kernel) = $_[KERNEL];
        my @futures = map { $kernel->ask(server => $_) } qw(waits quits called waits);
        await Future->wait_all(@futures);
        @failure = map { [ $_->is_failed ? $_->failure : $_->state ] } @futures;
    });
my $gone = [ "The session that was asked ended before it answered\n", 'gone' ];
is_deeply(\@failure, [ $gone, ['done'], ['done'], $gone ], 'a session that is killed')
    or diag explain \@failure;

@log = ();
server();
run_states(
    go => async sub {
        my $kernel = $_[KERNEL];
        $kernel->ask(server => 'called')->cancel;
        my $future = $kernel->ask(server => 'called');
        $future->cancel;
        await $kernel->ask(server => 'ends');
    });
is_deeply(\@log, ['stops'], 'what was cancelled is not asked');

my @died;
states(
    _start => sub { $_[KERNEL]->alias_set('server'); $_[KERNEL]->sig(DIE => 'died') },
    late   => async sub {
        await POE::Future->new_delay(0.03);
        $_[KERNEL]->alias_remove('server');
        die "nobody listens\n";
    },
    died => sub { push @died, $_[ARG1]{event}, $_[ARG1]{error_str}; $_[KERNEL]->sig_handled },
);
my @error;
run_states(
    go => async sub {
        eval { await $_[KERNEL]->ask({ timeout => 0.01 }, server => 'late'); 1 }
            or push @error, "$@";
    });
is_deeply(\@error, ['Timeout'], 'a limit of time');
is_deeply(\@died, [ 'late', "nobody listens\n" ], 'what it dies of after that is its own');

done_testing;
