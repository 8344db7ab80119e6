use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A peer that does not answer to heartbeats is gone; one that says nothing of its own accord is not.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my %test = (pid => sub { return $$ });
my $port = other_kernel(sub { return server({ test => \%test }, heartbeat => 0.1) });

my ($stopped, $pid);
until_noted(1);
play_client(
    $port,
    sub {
        $_[KERNEL]->call(IKC => monitor => Srv => { error => 'error' });
        $_[KERNEL]->call(IKC => call    => 'poe://Srv/test/pid', undef, 'poe:pid');
    },
    client => { heartbeat => 0.1 },
    pid    => sub { $pid     = $_[ARG0]; $_[KERNEL]->delay(stop => 1) },
    stop   => sub { $stopped = 1;        kill STOP => $pid },
    error  => sub { note_down($stopped, $_[ARG4]) },
);
kill CONT => $pid;
is_deeply got(), [ [ 1, 'channel-heartbeat' ] ], 'one that was stopped is gone, and was not before';
done_testing;
