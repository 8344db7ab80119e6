use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# A reference that is taken and given back in _start is no reason to end there and then; one that a
# session gives back in its _stop frees the other before anybody is told of IDLE.
my @log;
my $held;
session(
    _start => sub {
        $held = $_[SESSION]->ID;
        $_[KERNEL]->refcount_increment($held, 'brief');
        is $_[KERNEL]->refcount_decrement($held, 'brief'), 0, 'none left';
        $_[KERNEL]->refcount_increment($held, 'long');
        $_[KERNEL]->sig(IDLE => 'idle');
        push @log, 'held lives';
    },
    idle  => sub { push @log, 'IDLE' },
    _stop => sub { push @log, 'held stops' },
);
session(
    _start => sub { $_[KERNEL]->yield('work') },
    work   => sub { push @log, 'work' },
    _stop  => sub { push @log, 'stops'; $_[KERNEL]->refcount_decrement($held, 'long') },
);
$poe_kernel->run;
is_deeply \@log, [ 'held lives', 'work', 'stops', 'held stops' ];

done_testing;
