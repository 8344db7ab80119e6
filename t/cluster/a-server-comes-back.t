use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# Killed while messages are under way: none is handled twice, each that was not handled is told of, and then all goes on.

my $broker = broker();
my %join   = (heartbeat => 0.2, lost_after => 1);
kernel(
    'Srv',
    {
        service => {
            take => sub { $_[HEAP]{taken}{ $_[ARG0] }++ },
            tell => sub { $_[KERNEL]->post($_[SENDER], taken => $_[HEAP]{taken}) },
        }
    },
    %join
);

use constant BATCH => 200;
my ($handed, $lost, %taken) = (0, 0);
in_cluster(
    sub {
        $_[KERNEL]->call(IKC => publish => main => ['taken']);
        $_[KERNEL]->call(IKC => monitor => Srv =>
                { register => 'came', error => 'failed', unregister => 'went' });
    },
    join => {%join},
    came => sub { $_[KERNEL]->yield('send') },
    send => sub {
        my ($kernel) = $_[KERNEL];
        $handed += $kernel->call(IKC => post => 'poe://Srv/service/take', ++$_[HEAP]{number})
            for 1 .. BATCH;
        return $kernel->yield('send') if ++$_[HEAP]{batches} < 4;
        $broker->stop('KILL')         if $_[HEAP]{batches} == 4;
        $kernel->delay(restart => 0.5);
    },
    restart => sub { $broker->start; $_[KERNEL]->delay(last => 2.5) },
    last    => sub { $_[KERNEL]->call(IKC => post => 'poe://Srv/service/tell') },
    taken   => sub { %taken = %{ $_[ARG0] }; $_[KERNEL]->yield('done') },
    failed  => sub { $lost += $1       if $_[ARG5] =~ /\] (\d+) for \S+ may/ },
    went    => sub { note_down('went') if !%taken },
);

is_deeply [ grep { $taken{$_} > 1 } keys %taken ], [], 'nothing twice';
cmp_ok keys(%taken) + $lost, '>=', $handed, 'what is lost is told';
is_deeply got(), [], 'nobody has gone meanwhile';

done_testing;
