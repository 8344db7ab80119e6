use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# Removing a watcher that was never set must not count a reference down.
my $after;
play(
    _start => sub {
        $_[KERNEL]->sig_child(12_345);
        $_[KERNEL]->sig_child(12_345);
        $_[KERNEL]->yield('after');
    },
    after => sub { $after = $poe_kernel->_data_ses_refcount($_[SESSION]->ID) },
    _stop => sub { },
);
cmp_ok $after, '>=', 0, 'the count is not below zero';

done_testing;
