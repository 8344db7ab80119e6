use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# A session that detaches itself in its _start was never its parent's child: the parent hears neither of
# its beginning nor of its end, the session hears of its new parent.
my @log;
my $creator;
session(
    _start => sub {
        $creator = $_[SESSION];
        session(
            _start  => sub { push @log, 'detach gives ' . $_[KERNEL]->detach_myself },
            _parent => sub {
                push @log, 'from creator' if $_[ARG0] == $creator;
                push @log, 'to kernel'    if $_[ARG1] == $poe_kernel;
            },
            _child => sub { push @log, 'wrong' },
            _stop  => sub { push @log, 'child stops' },
        );
        $_[KERNEL]->delay(end => 0.02);
    },
    end     => sub { },
    _child  => sub { push @log, "told $_[ARG0]" },
    _parent => sub { push @log, 'wrong' },
    _stop   => sub { push @log, 'stops' },
);
$poe_kernel->run;
is_deeply \@log, [ 'from creator', 'to kernel', 'detach gives 1', 'child stops', 'stops' ]
    or diag explain \@log;

done_testing;
