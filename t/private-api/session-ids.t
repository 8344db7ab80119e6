use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

is $poe_kernel->_data_sid_resolve($poe_kernel->ID), $poe_kernel, 'the kernel is registered';
is $poe_kernel->_data_sid_allocate, 1, 'the first is 1';
is $poe_kernel->_data_sid_allocate, 2;
$poe_kernel->_data_sid_set(3, 'anything');
is $poe_kernel->_data_sid_resolve(3), 'anything', 'any value may be set';
is $poe_kernel->_data_sid_allocate, 4, 'a taken one is skipped';
is $poe_kernel->_data_sid_resolve(99), undef;
is $poe_kernel->_data_sid_clear(3), 'anything', 'clear returns it';
is $poe_kernel->_data_sid_resolve(3), undef;

{
    local $SIG{__WARN__} = sub { };
    ok !eval { $poe_kernel->_data_sid_clear(99); 1 };
    like $@, qr/unknown SID '99'/, 'an unknown one traps';
}

is $poe_kernel->_data_sid_clear($poe_kernel->ID), $poe_kernel, 'the kernel can be cleared';
is $poe_kernel->_data_sid_finalize, 1, 'now it is clean';

subtest 'finalize tells leaks' => sub {
    $poe_kernel->_data_sid_set(5, 'leak');
    my $clean;
    my $text = join '', warnings_of(sub { $clean = $poe_kernel->_data_sid_finalize });
    is $clean, 0;
    like $text, qr/^=== $$ === !!! Leaked session ID: 5 = leak/m;
};

done_testing;
