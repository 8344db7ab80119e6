use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use Test::More;

# serial: a handler takes the next event when it is done with the last, however that ended.

{

    package Desk;
    use Future::AsyncAwait;
    sub new { return bless { log => [] }, shift }

    async sub serve {
        my ($self, $kernel, $name) = @_[ main::OBJECT, main::KERNEL, main::ARG0 ];
        push @{ $self->{log} }, "$name begins";
        await $kernel->after(0.01);
        push @{ $self->{log} }, "$name ends in $_[main::STATE]";
        return uc $name;
    }
}

my ($desk, @log, @answers, @died) = (Desk->new);
POE::Session->create(
    object_states => [ $desk => { method => 'serve' } ],
    inline_states => {
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            $_[KERNEL]->serial(qw(method inline plain));
            $_[KERNEL]->yield(go => 0);
        },
        go => async sub {
            my ($kernel, $session) = @_[ KERNEL, SESSION ];
            push @answers,
                await POE::Future->needs_all(map { $kernel->ask($session, method => $_) } qw(a b));
            my $first = $kernel->call($session, inline => 1);
            my @next  = map { $kernel->ask($session, inline => $_) } 2, 3;
            $first->cancel;
            push @answers,
                map { $_->is_failed ? $_->failure : $_->result } await POE::Future->wait_all(@next);
            push @answers, await $kernel->ask($session, plain => 4);
        },
        inline => async sub {
            push @log, "$_[ARG0] begins";
            await $_[KERNEL]->after(0.01);
            push @log, "$_[ARG0] ends";
            die "two\n" if $_[ARG0] == 2;
            return $_[ARG0];
        },
        plain => sub { return ($_[ARG0], 'plain') },
        died  => sub { push @died, $_[ARG1]{error_str}; $_[KERNEL]->sig_handled },
    },
);
POE::Kernel->run;
is_deeply(
    $desk->{log}, [ 'a begins', 'a ends in method', 'b begins', 'b ends in method' ],
    'a method'
);
is_deeply(
    \@log, [ '1 begins', '2 begins', '2 ends', '3 begins', '3 ends' ],
    'after one that is cancelled, or dies'
);
is_deeply(\@answers, [ 'A', 'B', "two\n", 3, 4, 'plain' ], 'answers are theirs');
is_deeply(\@died, [], 'failures that are taken are nobody\'s death');

my @error;
run_states(
    go => sub {
        for my $events ([], ['absent']) {
            eval { $_[KERNEL]->serial(@$events); 1 } or push @error, $@;
        }
    });
eval { POE::Kernel->serial('x'); 1 } or push @error, $@;
my $place = qr/ at \Q$0\E line \d+\.\n\z/;
like($error[0], qr/\Aserial: the names of events are needed$place/);
like($error[1], qr/\Aserial: the session has no handler for 'absent'$place/);
like($error[2], qr/\Aserial: only in a handler of a POE::Session$place/);

done_testing;
