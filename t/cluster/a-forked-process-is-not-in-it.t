use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use POSIX ();
use Test::More;

# The connection is the parent's: a child says nothing over it, and the parent's goes on.

broker();
kernel('Srv', { service => { add => sub { return $_[ARG0] + 1 } } });

# Ends when nothing is left to do there: neither hears the other from then on.
sub fork_one {
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    POE::Kernel->has_forked;
    POE::Kernel->alarm_remove_all;
    POE::Kernel->call(IKC => post => 'poe://Srv/service/add', 1) for 1 .. 10;
    POE::Kernel->call(IKC => 'shutdown');
    POSIX::_exit(0);
}

until_noted(3);
in_cluster(
    sub {
        $_[KERNEL]->call(IKC => monitor => Srv =>
                { register => 'came', unregister => 'went', error => 'failed' });
    },
    join   => { heartbeat => 0.2 },
    came   => sub { $_[KERNEL]->sig_child(fork_one(), 'reaped') },
    went   => sub { note_down('went') },
    reaped => sub { note_down("ended by $_[ARG2]"); $_[KERNEL]->delay(ask => 1) },
    ask    => sub { $_[KERNEL]->post(IKC => call => 'poe://Srv/service/add', 41, 'poe:result') },
    result => sub { note_down($_[ARG0]); note_down('that is all') },
    failed => sub { note_down("$_[ARG4] $_[ARG5]") },
);

is_deeply [ @{ got() }[ 0 .. 2 ] ], [ 'ended by 0', 42, 'that is all' ],
    'the parent is joined as before'
    or diag explain got();

done_testing;
