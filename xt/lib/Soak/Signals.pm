package Soak::Signals;

# The process signals itself: one at a time of each kind, as a system may merge two. Signals that are
# made up go from session to session as many as may be.

use strict;
use warnings;

use POE;
use Soak::Ledger qw(came_in came_out fault);
use Soak::Part;

my @kinds = qw(USR1 USR2 WINCH);

sub start {
    part(
        'signals',
        every   => 0.005,
        turn    => \&_turn,
        heard   => \&_heard,
        tickled => sub { came_out('made-up signals') },
        end     => \&_finish,
        leave   => sub { $_[KERNEL]->sig($_) for @kinds, 'TICKLE' },
    );
    return;
}

sub _turn {
    my ($kernel, $session, $heap) = @_[ KERNEL, SESSION, HEAP ];
    _watch($kernel, $heap);
    my $kind = one_of(@kinds);
    if (!$heap->{sent}{$kind}++) {
        came_in('signals');
        kill $kind => $$;
    }
    came_in('made-up signals');
    $kernel->signal($session, 'TICKLE');
    return;
}

# Ends to watch and begins again now and then, while nothing is under way that would end the process.
sub _watch {
    my ($kernel, $heap) = @_;
    my $pending = grep { $heap->{sent}{$_} } @kinds;
    return if $heap->{watched} && ($pending || rand() < 0.95);
    $kernel->sig($_) for $heap->{watched} ? @kinds : ();
    $kernel->sig($_ => 'heard') for @kinds;
    $kernel->sig(TICKLE => 'tickled');
    $heap->{watched} = 1;
    return;
}

sub _heard {
    my ($heap, $kind) = @_[ HEAP, ARG0 ];
    delete $heap->{sent}{$kind} or fault("a signal $kind that nobody sent");
    $_[KERNEL]->sig_handled;
    came_out('signals');
    _finish(@_) if $heap->{ending};
    return;
}

# Those made up that are still in the queue come before.
sub _finish {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    return                  if grep { $heap->{sent}{$_} } @kinds;
    $kernel->yield('leave') if !$heap->{left}++;
    return;
}

1;
