use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# A signal that came before a fork, and is not handled by then, is the parent's alone.

my ($mine, $status) = (0, undef);
play(
    _start => sub {
        $_[KERNEL]->sig(USR1 => 'usr1');
        $_[KERNEL]->delay(limit => 20);
        $_[KERNEL]->yield('fork');
    },
    fork => sub {
        my $kernel = $_[KERNEL];
        kill USR1 => $$;
        my $pid = fork() // die "fork: $!";
        return $kernel->sig_child($pid, 'reaped') if $pid;
        $kernel->has_forked;
        $kernel->delay(look => 0.2);
    },
    usr1   => sub { $mine++; $_[KERNEL]->sig_handled },
    look   => sub { POSIX::_exit($mine) },
    reaped => sub {
        $status = $_[ARG2];
        $_[KERNEL]->sig('USR1');
        $_[KERNEL]->delay('limit');
    },
    limit => sub { $_[KERNEL]->stop },
);
is $mine, 1, 'the parent has it once';
is $status, 0, 'the child does not have it';

done_testing;
