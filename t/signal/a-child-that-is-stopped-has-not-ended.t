use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# A child that is stopped and continued makes SIGCHLD come, but it has not ended.

my @told;
play(
    _start => sub {
        my ($kernel, $heap) = @_[ KERNEL, HEAP ];
        $heap->{pid} = spawn(sub { sleep 60; 3 });
        $kernel->sig_child($heap->{pid}, 'ended');
        $kernel->delay(stop => scaled(0.1));
    },
    stop => sub {
        kill STOP => $_[HEAP]{pid};
        $_[KERNEL]->delay(continue => scaled(0.1));
    },
    continue => sub {
        push @told, 'stopped';
        kill CONT => $_[HEAP]{pid};
        $_[KERNEL]->delay(end => scaled(0.1));
    },
    end => sub {
        push @told, 'continued';
        kill KILL => $_[HEAP]{pid};
    },
    ended => sub { push @told, "ended with $_[ARG2]" },
);
is_deeply \@told, [ 'stopped', 'continued', 'ended with 9' ], 'its end is told, once';

done_testing;
