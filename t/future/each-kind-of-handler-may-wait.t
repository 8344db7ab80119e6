use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE qw(NFA);
use Test::More;

# Inline states, objects, packages, _default, machines and MooseX::POE: what OBJECT, STATE and ARG0 are after an await.

{

    package Worker;
    use Future::AsyncAwait;
    use POE::Session;
    our @done;
    sub new { return bless {}, shift }

    async sub work {
        my $as = ref $_[OBJECT] || $_[OBJECT];
        await POE::Future->done_later;
        push @done, join ' ', $as eq (ref $_[OBJECT] || $_[OBJECT]) ? $as : 'another',
            @_[ STATE, ARG0 ];
    }
}
{

    package Heir;
    our @ISA = ('Worker');
}

POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->yield($_ => "to $_") for qw(work aka pack inherited nothing) }
    },
    object_states => [
        Worker->new => ['work'], Worker->new => { aka => 'work' },
        Heir->new   => { inherited => 'work' }
    ],
    package_states => [ Worker => { pack => 'work', _default => 'work' } ],
);
POE::Kernel->run;
is_deeply(
    \@Worker::done,
    [
        'Worker work to work', 'Worker aka to aka', 'Worker pack to pack',
        'Heir inherited to inherited', 'Worker _default nothing'
    ],
    'objects and packages'
);

my @steps;
POE::NFA->spawn(
    runstate      => { made => 'state' },
    inline_states => {
        first => {
            begin => async sub {
                my ($machine, $runstate) = @_[ MACHINE, RUNSTATE ];
                await POE::Future->done_later;
                push @steps, join ' ', @_[ STATE, EVENT, ARG0 ], $_[RUNSTATE]{made};
                $machine->goto_state(second => 'enter', 'on');
            },
        },
        second => {
            enter => async sub {
                await POE::Future->new_delay(0.01);
                push @steps, join ' ', @_[ STATE, EVENT, ARG0 ];
            },
        },
    })->goto_state(first => 'begin', 'go');
POE::Kernel->run;
is_deeply(\@steps, [ 'first begin go state', 'second enter on' ], 'states of a machine');

SKIP: {
    skip 'MooseX::POE is not installed', 1 if !eval { require MooseX::POE; 1 };
    my $loaded = eval <<'PERL';    ## no critic (StringyEval)
        package Counter;
        use MooseX::POE;
        use Future::AsyncAwait;
        our @said;
        has count => (is => 'rw', default => 1);
        sub START { $_[0]->yield(step => 'by one') }
        event step => async sub {
            my ($self) = @_;
            await POE::Future->done_later;
            push @said, join ' ', ref $self, $self->count, @_[ STATE, ARG0 ];
        };
        no MooseX::POE;
        Counter->new;
        1;
PERL
    diag $@ if !$loaded;
    POE::Kernel->run;
    no warnings 'once';
    is_deeply(\@Counter::said, ['Counter 1 step by one'], 'MooseX::POE');
}

done_testing;
