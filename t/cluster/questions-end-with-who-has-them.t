use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# A question to a service fails at once when the kernel that has it is killed, whichever the server chose.

plan skip_all => 'questions need Future' if !eval { require POE::Future };
broker();
my $pid = kernel(
    'Worker', { work => { never => sub { return $_[HEAP]{never} = POE::Future->new } } },
    offers => ['work']);

until_noted(1);
in_cluster(
    sub { $_[KERNEL]->call(IKC => monitor => Worker => { register => 'came' }) },
    came => sub {
        $_[HEAP]{asked} = $_[KERNEL]->ask({ timeout => 60 }, 'poe://+/work', 'never')
            ->on_ready(sub { note_down(($_[0]->failure)[2]) });
        $_[KERNEL]->delay(kill => 1);
    },
    kill => sub { kill KILL => $pid },
);
is_deeply got(), ['gone'], 'it is gone';

done_testing;
