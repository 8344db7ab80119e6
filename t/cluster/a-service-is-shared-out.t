use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# Each message goes to one of those who offer the session, and when one is killed the others go on.

plan skip_all => 'questions need Future' if !eval { require POE::Future };

broker();
use constant { KERNELS => 3, MESSAGES => 300 };
my @pids = map {
    kernel("Worker$_", { work => { who => sub { return $$ } } }, offers => ['work'])
} 1 .. KERNELS;

my (%count, $open);
in_cluster(
    sub { $_[KERNEL]->call(IKC => monitor => '*' => { register => 'came' }) },
    came => sub {
        $_[KERNEL]->yield('ask')
            if $_[ARG2]
            and $_[ARG1] ne $_[KERNEL]->ID
            and ++$_[HEAP]{kernels} == KERNELS;
    },
    ask => sub {
        my ($kernel) = $_[KERNEL];
        $open = MESSAGES;
        for (1 .. MESSAGES) {
            $kernel->ask('poe://+/work', 'who')->on_ready(sub {
                $count{ $_[0]->is_done ? $_[0]->result : $_[0]->failure }++;
                POE::Kernel->post(main => 'asked') if !--$open;
            });
        }
    },
    asked => sub {
        my ($kernel) = $_[KERNEL];
        return $kernel->yield('done') if $_[HEAP]{was_killed}++;
        is_deeply [ sort { $a <=> $b } keys %count ], [ sort { $a <=> $b } @pids ], 'each of them';
        cmp_ok + (sort { $a <=> $b } values %count)[0], '>', MESSAGES / KERNELS / 2,
            'of about as many';
        %count = ();
        kill KILL => $pids[0];
        $kernel->delay(ask => 0.3);    # the server sees the connection's end at once
    },
);
is_deeply [ sort { $a <=> $b } keys %count ], [ sort { $a <=> $b } @pids[ 1 .. $#pids ] ],
    'then the others';

done_testing;
