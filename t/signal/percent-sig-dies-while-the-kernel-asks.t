use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# A %SIG handler that dies ends the run, also when the signal comes while the kernel itself is at work.

$SIG{USR1} = sub { die "urgent\n" };

my $sent = 0;
my $real = \&POE::Kernel::_data_sig_kernel_awaits_pids;
{
    no warnings 'redefine';
    *POE::Kernel::_data_sig_kernel_awaits_pids = sub {
        kill USR1 => $$ if !$sent++;
        return $real->(@_);
    };
}

session(
    _start => sub { $_[KERNEL]->alias_set('waiting'); $_[KERNEL]->sig(IDLE => 'idle') },
    idle   => sub { $_[KERNEL]->sig_handled;          $_[KERNEL]->sig('IDLE') });
my $thrown = eval { $poe_kernel->run; 'nothing' } || $@;
is $thrown, "urgent\n";
ok $sent;

done_testing;
