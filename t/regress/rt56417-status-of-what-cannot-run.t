use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Wheel::Run);

# The status of a program that does not exist is above 0, that of one that runs well is 0. sig_handled in
# such an event, which is no signal, does no harm.
sub status_of {
    my ($program) = @_;
    my $status;
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::Run->new(
                Program    => $program, StdoutEvent => 'nothing', StderrEvent => 'nothing',
                StdinEvent => 'nothing'
            );
            $_[KERNEL]->sig_child($wheel->PID, 'ended');
            $_[KERNEL]->delay(nudge => 0.1) if is_upstream();
        },
        nothing => sub { },
        nudge   => sub { kill CHLD => $$ },
        ended   => sub {
            $_[KERNEL]->delay('nudge');
            $_[KERNEL]->sig_handled;
            $status = $_[ARG2];
            delete $_[HEAP]{wheel};
        },
    );
    return $status;
}

cmp_ok status_of('/no/such/program'), '>', 0, 'a path that leads nowhere';
cmp_ok status_of([ '/no/such/program', 'x' ]), '>', 0, 'with arguments';
is status_of([ $^X, '-e', '1' ]), 0, 'a program';

done_testing;
