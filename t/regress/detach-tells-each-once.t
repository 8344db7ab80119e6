use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

my @log;
session(
    _start => sub {
        push @log, 'parent starts';
        session(
            _start  => sub { push @log, 'child starts'; $_[KERNEL]->yield('leave') },
            leave   => sub { push @log, 'leaving'; $_[KERNEL]->detach_myself; push @log, 'left' },
            _parent =>
                sub { push @log, 'child told ' . ($_[ARG1] == $_[KERNEL] ? 'kernel' : 'other') },
            _child => sub { push @log, 'wrong' },
            _stop  => sub { push @log, 'child stops' },
        );
        $_[KERNEL]->delay(end => 0.03);
    },
    end     => sub { },
    _child  => sub { push @log, "parent told $_[ARG0]" },
    _parent => sub { push @log, 'wrong' },
    _stop   => sub { push @log, 'parent stops' },
);
$poe_kernel->run;
is_deeply \@log,
    [
    'parent starts', 'child starts', 'parent told create', 'leaving', 'parent told lose',
    'child told kernel', 'left', 'child stops', 'parent stops'
    ]
    or diag explain \@log;

done_testing;
