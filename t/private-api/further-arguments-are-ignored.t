use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# They were Perl functions, which take any number.

my @ignored = (1, 'more');
my $session;
play(
    _start => sub {
        $session = $_[SESSION];
        is $session->ID(@ignored), 1;
        is $session->get_heap(@ignored), $_[HEAP];
        is $poe_kernel->_data_ses_count(@ignored), 2;
        is $poe_kernel->_data_ses_exists(1, @ignored), 1;
        is $poe_kernel->_data_ses_resolve($session, 1), $session;
        is $poe_kernel->_data_alias_resolve('no', 1, 2), undef;
        is $poe_kernel->_idle_queue_size(@ignored), 0;
        is $poe_kernel->_data_extref_inc(1, 'tag', 5, 6), 1;
        is $poe_kernel->_data_extref_dec(1, 'tag', 5, 6), 0;
        like $poe_kernel->ID(@ignored), qr/\w/;
        $session->_invoke_state($session, 'direct', ['argument'], 'file', 7, 'from', @ignored);
    },
    direct => sub { is "@_[ARG0, CALLER_FILE, CALLER_LINE, CALLER_STATE]", 'argument file 7 from' },
);

done_testing;
