use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# Signals of the system that a program sends itself, IDLE beside them, and children by sig(CHLD) alone.
my (%count, @children);
play(
    _start => sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        $kernel->sig($_   => 'caught') for qw(USR1 PIPE);
        $kernel->sig(CHLD => 'child');
        $kernel->refcount_increment($session->ID, 'all');
        session(
            _start => sub { $_[KERNEL]->sig(IDLE => 'idle'); $_[KERNEL]->alias_set('inner') },
            idle   => sub { $count{IDLE}++ },
            _stop  => sub { $count{stop}++ },
        );
        $kernel->yield('send');
        $kernel->delay(late => scaled(20));
    },
    send => sub {
        kill USR1 => $$;
        push @children, spawn(sub {0}) for 1 .. 8;
    },
    caught => sub {
        $count{ $_[ARG0] }++;
        kill PIPE => $$ if $_[ARG0] eq 'USR1';
        $_[KERNEL]->call($_[SESSION], 'check');
    },
    child => sub { $count{ $_[ARG1] }++; $_[KERNEL]->call($_[SESSION], 'check') },
    check => sub {
        return if keys %count < 10;
        $_[KERNEL]->sig($_) for qw(USR1 PIPE CHLD);
        $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'all');
        $_[KERNEL]->delay('late');
    },
    late   => sub { %count = (%count, late => 1); $_[KERNEL]->stop },
    _child => sub { },
    _stop  => sub { },
);
is_deeply \%count, { map { $_ => 1 } @children, qw(USR1 PIPE IDLE stop) }, 'each comes once'
    or diag explain \%count;

done_testing;
