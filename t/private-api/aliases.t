use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

my $id = $poe_kernel->ID;
sub refcount { return $poe_kernel->_data_ses_refcount($id) }
my $at_rest = refcount();

is $poe_kernel->_data_alias_finalize, 1, 'clean at load';
is $poe_kernel->_data_alias_resolve('nobody'), undef, 'an unknown alias';
is_deeply [ $poe_kernel->_data_alias_list('nobody') ], [], 'an unknown session has none';
is $poe_kernel->_data_alias_count_ses('nobody'), 0;
is $poe_kernel->_data_alias_loggable($id), "session $id", 'loggable without aliases';

$poe_kernel->_data_alias_add($poe_kernel, $_) for qw(zeta alpha);
is refcount(), $at_rest + 2, 'each counts';
is $poe_kernel->_data_alias_count_ses($id), 2, 'and is counted';
is $poe_kernel->_data_alias_resolve('zeta'), $poe_kernel, 'resolves';
is_deeply [ $poe_kernel->_data_alias_list($id) ], [qw(alpha zeta)], 'sorted';
is $poe_kernel->_data_alias_loggable($id), "session $id (alpha, zeta)";

$poe_kernel->_data_alias_remove($poe_kernel, 'zeta');
is refcount(), $at_rest + 1, 'removal counts down';
is $poe_kernel->_data_alias_resolve('zeta'), undef;
is_deeply [ $poe_kernel->_data_alias_list($id) ], ['alpha'];

subtest 'finalize tells leaks' => sub {
    my $clean;
    my @warnings = warnings_of(sub { $clean = $poe_kernel->_data_alias_finalize });
    is $clean, 0;
    like join('', @warnings), qr/^=== $$ === !!! Leaked alias: alpha = /m;
};

# What was reported as leaked is left or forgotten; from here on both are the same again.
$poe_kernel->_data_alias_clear_session($id);
is $poe_kernel->_data_alias_count_ses($id), 0, 'cleared';
$poe_kernel->_data_alias_clear_session('nobody');
pass 'clearing an unknown session is harmless';

done_testing;
