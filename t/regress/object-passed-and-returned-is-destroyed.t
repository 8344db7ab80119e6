use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# An object with a handler of its own is passed as an argument and returned by the handler: it must be
# destroyed while its session is active, so that it can remove its handler.
my @log;
{

    package Wheelish;

    sub new {
        my ($class) = @_;
        $POE::Kernel::poe_kernel->state("wheel $class", sub { });
        return bless {}, $class;
    }

    sub DESTROY {
        push @log, 'destroyed, state gives ' . $POE::Kernel::poe_kernel->state('wheel Wheelish');
    }
}
session(
    _start => sub { $_[KERNEL]->yield(pass => Wheelish->new) },
    pass   => sub { push @log, 'passed'; return $_[ARG0] },
    _stop  => sub { push @log, 'stop' },
);
$poe_kernel->run;
is_deeply \@log, [ 'passed', 'destroyed, state gives 0', 'stop' ];

done_testing;
