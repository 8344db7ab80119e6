use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# ask() with the address of a session of another kernel: a future of what the handler returns, or of why
# there is no answer.

plan skip_all => 'POE does not have it'                 if is_upstream();
plan skip_all => 'no Future that would do is installed' if !eval { require POE::Future };
require IKC;
IKC->import;
use POE;

my %test = (
    list   => sub { return (1, undef, @_[ ARG0 .. $#_ ]) },
    none   => sub {return},
    later  => sub { return POE::Kernel->after(0.01)->then_done('later', $_[ARG0]) },
    never  => sub { return $_[HEAP]{never} = POE::Future->new },
    dies   => sub { die "it is broken\n" },
    reason => sub { return POE::Future->fail('no luck', 'luck', 7) },
    end    => sub { POSIX::_exit(0) },
);
my $port = other_kernel(sub { return server({ test => \%test }) });

sub ask_all {
    my ($kernel, $at) = @_;
    my $ikc = ikc();
    return (
        $kernel->ask($at, list  => 'a', ['b']),
        $kernel->ask($at, none  => 1),
        $kernel->ask($at, later => 2),
        $kernel->ask($at, 'dies'),
        $kernel->ask($at, 'reason'),
        $kernel->ask($at, 'unpublished'),
        $kernel->ask('poe://Nobody/test', 'list'),
        $kernel->ask({ timeout => 0.05 }, $at, 'never'),
        $ikc->ask("$at/list", 'by the object'),
        $kernel->ask($at, 'never'),
    );
}

my @results;
play_client(
    $port,
    sub {
        my @futures = ask_all($_[KERNEL], 'poe://Srv/test');
        $_[HEAP]{most} = POE::Future->wait_all(@futures[ 0 .. 8 ])
            ->on_ready(sub { POE::Kernel->post(main => 'ended') });
        $_[HEAP]{all} = POE::Future->wait_all(@futures)->on_ready(sub {
            @results = map { $_->is_done ? [ $_->result ] : [ fail => $_->failure ] } @futures;
            POE::Kernel->post(main => 'done');
        });
    },
    ended => sub { $_[KERNEL]->call(IKC => post => 'poe://Srv/test/end', 1) },
);
is_deeply $results[0], [ 1, undef, 'a', ['b'] ], 'a list';
is_deeply $results[1], [], 'nothing is an answer, too';
is_deeply $results[2], [ 'later', 2 ], 'what a future becomes';
is_deeply $results[3], [ fail => "it is broken\n" ], 'what the handler died of'
    or diag explain $results[3];
is_deeply $results[4], [ fail => 'no luck', 'luck', 7 ], 'how a future failed';
is_deeply $results[5],
    [ fail => "Session 'test' has not published state 'unpublished'.", 'ikc', 'refused' ],
    'a refusal';
is_deeply [ @{ $results[6] }[ 2, 3 ] ], [ 'ikc', 'resolve' ], 'no such kernel';
is_deeply $results[7], [ fail => 'Timeout', 'ikc', 'timeout' ], 'no answer in time';
is_deeply $results[8], [ 1, undef, 'by the object' ], 'by the method of the object';
is_deeply [ @{ $results[9] }[ 2, 3 ] ], [ 'ikc', 'gone' ], 'the connection went';
done_testing;
