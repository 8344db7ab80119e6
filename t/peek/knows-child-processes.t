use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'upstream it could not tell' if is_upstream();

my @left;

look(
    sub {
        my ($api, $session) = @_;
        is $api->session_pid_count, 0, 'none at first';
        pipe my $wait, my $go or die "pipe: $!";
        my @pids = map {
            spawn(sub { close $go; sysread $wait, my $byte, 1; return 0 })
        } 1 .. 2;
        $poe_kernel->sig_child($_, ended => 'x') for @pids;
        is $api->session_pid_count, 2, 'two';
        is $api->session_pid_count($session->ID), 2, 'by ID';
        is $api->session_pid_count($poe_kernel), 0, 'not of the kernel';
        is_deeply { $api->pids_watched_by_session }, { map { $_ => 'ended' } @pids }, 'which';
        is scalar $api->pids_watched_by_session($session), 2, 'in scalar context how many';
        is_deeply [ $api->pids_watched_by_session(9999) ], [], 'nobody waits for any';
        $poe_kernel->sig_child($pids[0]);
        is_deeply { $api->pids_watched_by_session }, { $pids[1] => 'ended' }, 'one is given up';
        $poe_kernel->sig_child($pids[0], ended => 'x');
        close $go;
    },
    ended => sub { $_[KERNEL]->yield('after') },
    after => sub { push @left, peek()->session_pid_count },
);
is $left[-1], 0, 'none once they have ended';

done_testing;
