use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Errno qw(ENOSYS ESRCH);
use Future::AsyncAwait;
use POE;
use Test::More;

# ask: a handler's answer is the future's result, in each way in which it can answer.

my $server = states(
    _start => sub { $_[KERNEL]->alias_set('server') },
    list   => sub {
        return map { $_ * 2 } @_[ ARG0 .. $#_ ];
    },
    nothing  => sub {return},
    who      => sub { return join ' ', $_[SENDER]->ID, @_[ STATE, CALLER_STATE, CALLER_LINE ] },
    later    => async sub { await POE::Future->new_delay(0.01); return "later $_[ARG0]" },
    future   => sub { return POE::Future->done_later('of a future', 2) },
    fails    => sub { die { code => 7 } },
    late     => async sub { await POE::Future->done_later; die "late\n" },
    category => sub { return Future->fail('no luck', 'weather', 'rain') },
    context  => sub { return wantarray ? 'list' : 'other' },
    end      => sub { $_[KERNEL]->alias_remove('server') },
);

my (%answer, %failure);

async sub try_asking {
    my ($key, @question) = @_;
    my $future = POE::Kernel->ask(@question);
    my @answer = await $future->else(sub { $failure{$key} = [@_]; Future->done });
    $answer{$key} = \@answer;
    return;
}

my $line = __LINE__ + 4;
run_states(
    go => async sub {
        my $kernel = $_[KERNEL];
        $answer{who} = [ await $kernel->ask($server, 'who') ];
        for my $event (qw(list nothing later future fails late category context absent)) {
            await try_asking($event => server => $event => 1, 2);
        }
        await try_asking(nobody  => nobody      => 'list');
        await try_asking(kernel  => $kernel->ID => 'list');
        await try_asking(limit   => { timeout => 0.01 }, server => later_than => 1);
        await try_asking(in_time => { timeout => 5 }, server    => list       => 4);
        await $kernel->ask(server => 'end');
    });

is_deeply($answer{list}, [ 2, 4 ], 'a list');
is_deeply($answer{nothing}, [], 'nothing');
is_deeply($answer{later}, ['later 1'], 'an async sub');
is_deeply($answer{future}, [ 'of a future', 2 ], 'a future');
is_deeply($answer{context}, ['list'], 'in list context');
is_deeply($answer{in_time}, [8], 'within its time');
like($answer{who}[0], qr/\A\d+ who go $line\z/, 'the handler sees who asked, and where');

is($failure{fails}[0]{code}, 7, 'an exception is the failure, as it was');
is_deeply($failure{late}, ["late\n"], 'so is one after an await');
is_deeply($failure{category}, [ 'no luck', 'weather', 'rain' ], 'a failure keeps its category');
is_deeply([ @{ $failure{absent} }[ 1, 2 ] ], [ 'poe', ENOSYS ], 'no handler');
like($failure{absent}[0], qr/\Aask: session \d+ has no handler for 'absent'\n\z/);
is_deeply($failure{nobody}, [ "ask: there is no session 'nobody'\n", 'poe', ESRCH ], 'no session');
is_deeply([ @{ $failure{kernel} }[ 1, 2 ] ], [ 'poe', ESRCH ], 'nor is the kernel one');

my %wrong = (
    'ask: a session and the name of an event are needed' => ['server'],
    "ask: there is no option 'tiemout'"                  => [ { tiemout => 1 }, 'server', 'list' ],
    "ask: timeout must be a finite number, not 'soon'"   =>
        [ { timeout => 'soon' }, 'server', 'list' ],
);
for my $message (sort keys %wrong) {
    is(eval { POE::Kernel->ask(@{ $wrong{$message} }); 1 }, undef, $message);
    is($@, "$message at $0 line " . (__LINE__ - 1) . ".\n");
}

done_testing;
