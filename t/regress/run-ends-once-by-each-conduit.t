use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

# By each conduit: the last output, the end of the outputs and the end of the process are each seen, and
# each but once. A process ID that is no number is no trouble.
my @conduits = qw(pipe socketpair inet);
push @conduits, qw(pty pty-pipe) if eval { require IO::Pty };

for my $conduit (@conduits) {
    my $log = run_wheel(
        Program => perl_program('print qq($_\n) for 1 .. 3, q(last); <STDIN>'),
        Conduit => $conduit,
        events  => [ 'Stdout', $conduit eq 'pty' ? () : 'Stderr', 'Close' ],
        on      => {
            start => sub {
                my @warnings = warnings_of(sub {
                    $poe_kernel->sig_child('TERM', 'status');
                    $poe_kernel->sig_child('TERM');
                });
                is scalar(grep { !/numeric|sig_child/i } @warnings), 0, 'TERM is no process';
            },
            stdout => sub { $_[1]{wheel}->put('end') if $_[2] eq 'last' },
        },
    );
    is_deeply $log->{stdout}, [ 1 .. 3, 'last' ], "$conduit: all of the output";
    is scalar @{ $log->{close} }, 1, "$conduit: one end of it";
    is_deeply $log->{status}, [0], "$conduit: one end of the process";
}

done_testing;
