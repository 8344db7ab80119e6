use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What is published, by which names, until it is retracted.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

POE::Component::IKC::Responder->spawn;
my $ikc = ikc();
my @own = qw(do_you_have ping remote_error);

play(
    _start => sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        is $kernel->call(IKC => publish => undef, ['one']), 1, 'a session without a name';
        is_deeply $ikc->published($session->ID), ['one'], '... is published by its ID';
        $kernel->alias_set($_) for qw(here there);
        is $ikc->publish($session, [qw(two three)]), 1, 'a session with names';
        is $ikc->publish(here => ['four']), 1, 'one of its names';
        is_deeply $ikc->published('here'), [qw(four three two)], 'events of a name';
        is_deeply $kernel->call(IKC => 'published'),
            {
            IKC   => \@own, $session->ID => ['one'], here => [qw(four three two)],
            there => [qw(three two)]
            },
            'all of them';
        is_deeply $ikc->published('nobody'), [], 'nothing is known of others';
        ok !exists $ikc->published->{nobody}, '... nor is after the question';
        is $ikc->retract(here => ['four']), 1, 'some are retracted';
        is_deeply $ikc->published('here'), [qw(three two)], '... and are gone';
        is $kernel->call(IKC => 'retract'), 1, 'all of a session are retracted';
        is_deeply [ sort keys %{ $ikc->published } ], [ $session->ID, 'IKC' ],
            '... by all its names';
        is_deeply [ warnings_of(sub { is $ikc->retract('nobody'), 0, 'nothing to retract' }) ]->[0]
            =~ /nothing is published/, 1, '... which is a warning';
        $ikc->retract('IKC');
        is_deeply $ikc->published('IKC'), \@own, 'what kernels ask of each other stays';
        ok !eval { $ikc->publish(here => 'five'); 1 }, 'a list is wanted';
        $kernel->alias_remove($_) for qw(here there);
        $ikc->shutdown;
    },
);
done_testing;
