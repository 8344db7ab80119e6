use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Wheel::Run);

# Code in a child process that dies must not go on as a second copy of the program: it exits, and not
# with 0. Its parent session is held by an extra reference meanwhile, and hears of it by post and call.
my @log;

sub end {
    my ($kernel, $session, $status) = @_[ KERNEL, SESSION, ARG2 ];
    push @log, $status >> 8 ? 'exited, not with 0' : "status $status";
    delete $_[HEAP]{wheel};
    $kernel->refcount_decrement($session->ID, 'child');
    $kernel->post($session->ID, 'posted');
    push @log, 'call gives ' . $kernel->call($session->ID, called => 'argument');
    return;
}

play(
    _start => sub {
        my $wheel = $_[HEAP]{wheel} = POE::Wheel::Run->new(
            Program => sub {
                $SIG{__WARN__} = sub { };
                die "in the child\n";
            },
            StdoutEvent => 'output',
        );
        $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'child');
        $_[KERNEL]->sig_child($wheel->PID, 'ended');
        kill CHLD => $$ if is_upstream();
    },
    output => sub { push @log, "output $_[ARG0]" },
    ended  => \&end,
    posted => sub { push @log, 'posted' },
    called => sub { push @log, "called $_[ARG0]"; return 'value' },
);
is_deeply \@log, [ 'exited, not with 0', 'called argument', 'call gives value', 'posted' ];

done_testing;
