use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;
use Time::HiRes qw(time);

BEGIN { plan(skip_all => 'upstream POE has no resolver') if is_upstream() }

use POE;
use POE::XS::Resolver;

NameServer::start('silent.test' => undef, 'here.test' => ['127.0.0.1']);

# Nothing else keeps the session, nor the program: an alias alone would end in IDLE.
my @seen;
play(
    _start => sub {
        $_[KERNEL]->alias_set('asks');
        $_[KERNEL]->sig(IDLE => 'idle');
        POE::XS::Resolver->resolve(host => 'silent.test', timeout => 0.3, event => 'told');
    },
    told  => sub { push @seen, 'told' },
    idle  => sub { push @seen, 'idle' },
    _stop => sub { push @seen, 'stop' },
);
is_deeply \@seen, [qw(told idle stop)], 'a program is not idle while it asks';

# A session that is gone by then is told nothing, and its questions wait for nobody.
my $begin = time;
@seen = ();
play(
    _start => sub {
        POE::XS::Resolver->resolve(host => 'silent.test', event => 'told') for 1 .. 40;
        $_[KERNEL]->delay(leave => 0.05);
    },
    told  => sub { push @seen, 'told' },
    leave => sub { $_[KERNEL]->signal($_[SESSION], 'KILL') },
    _stop => sub { push @seen, 'stop' },
);
is_deeply \@seen, ['stop'], 'one that is killed hears nothing';
cmp_ok time - $begin, '<', 1.8, 'and the program ends';

# A program that ends does not wait for threads that wait.
$begin = time;
my $run = run_child(<<'END', limit => 20);
    use POE;
    use POE::XS::Resolver;
    POE::Session->create(inline_states => {
        _start => sub {
            POE::XS::Resolver->resolve(host => 'silent.test', event => 'told') for 1 .. 6;
            $_[KERNEL]->delay(leave => 0.05);
        },
        leave => sub { print "leaving\n"; POE::Kernel->stop },
    });
    POE::Kernel->run;
    print "over\n";
END
is $run->{stdout}, "leaving\nover\n", 'it says so';
is $run->{stderr} . $run->{status}, '0', 'and ends in order';
cmp_ok time - $begin, '<', 1.8, 'at once';

# Nothing is left behind.
no_growth(
    'a look-up',
    sub {
        play(
            _start => sub { POE::XS::Resolver->resolve(host => 'here.test', event => 'told') },
            told   => sub { });
    },
    60
);
no_growth(
    'a question that is taken back',
    sub {
        play(
            _start => sub {
                POE::XS::Resolver->cancel(
                    POE::XS::Resolver->resolve(host => 'here.test', event => 'told'));
            });
    },
    60
);

done_testing;
