package Twins::Children;

# Upstream keeps children in a hash, so that nobody knows which is told first. With this they come in the order in
# which the parent got them, as they do with us.

use strict;
use warnings;

use POE;

if ($POE::VERSION < 2) {
    no warnings 'redefine';
    my ($n, %arrival) = 0;
    my $allocate = \&POE::Kernel::_data_ses_allocate;
    my $move     = \&POE::Kernel::_data_ses_move_child;
    my $children = \&POE::Kernel::_data_ses_get_children;
    *POE::Kernel::_data_ses_allocate     = sub { $arrival{ $_[2] } = ++$n; goto &$allocate };
    *POE::Kernel::_data_ses_move_child   = sub { $arrival{ $_[1] } = ++$n; goto &$move };
    *POE::Kernel::_data_ses_get_children = sub {
        return sort { $arrival{ $a->ID } <=> $arrival{ $b->ID } } &$children;
    };
}

1;
