use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A forked process stops the kernel it came with, makes a session of its own and runs it; its parent
# hears of its end. By each way to watch children.
my $program = <<'CODE';
    use POE;
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->sig(CHLD => 'reaped'); $_[KERNEL]->yield('fork'); $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'held') },
        fork   => sub {
            my $pid = fork // die;
            return if $pid;
            POE::Kernel->stop;
            POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(work => 0.05) }, work => sub { print "child worked\n" } });
            POE::Kernel->run;
            exit 0;
        },
        reaped => sub { print "parent reaped $_[ARG2]\n"; $_[KERNEL]->sig('CHLD'); $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'held') },
    });
    POE::Kernel->run;
    print "parent returned\n";
CODE

for my $case ([ 0, 0 ], [ 1, 0 ], [ 1, 1 ]) {
    my ($sigchld, $pipe) = @$case;
    my %env = (
        POE_CATCH_EXCEPTIONS       => 0, POE_USE_SIGCHLD => $sigchld, POE_USE_SIGNAL_PIPE => $pipe,
        POE_CHILD_POLLING_INTERVAL => '0.1'
    );
    is output_of($program, env => \%env), "child worked\nparent reaped 0\nparent returned\n",
        "USE_SIGCHLD $sigchld, USE_SIGNAL_PIPE $pipe";
}

done_testing;
