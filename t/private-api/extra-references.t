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

sub trapped {
    my ($code) = @_;
    local $SIG{__WARN__} = sub { };
    return eval { $code->(); 1 } ? 'no trap' : $@;
}

is $poe_kernel->_data_extref_count, 0, 'no session has any';
is $poe_kernel->_data_extref_count_ses($id), 0;
is $poe_kernel->_data_extref_count_ses('nobody'), 0;
is $poe_kernel->_data_extref_finalize, 1, 'clean';

is $poe_kernel->_data_extref_inc($id, 'one'), 1;
is $poe_kernel->_data_extref_inc($id, 'one'), 2;
is refcount(), $at_rest + 1, 'a tag is one reference';
is $poe_kernel->_data_extref_inc($id, 'two'), 1;
is refcount(), $at_rest + 2, 'each tag';
is $poe_kernel->_data_extref_count, 1, 'one session has some';
is $poe_kernel->_data_extref_count_ses($id), 2, 'two tags';

is $poe_kernel->_data_extref_dec($id, 'one'), 1;
is refcount(), $at_rest + 2;
is $poe_kernel->_data_extref_dec($id, 'one'), 0;
is refcount(), $at_rest + 1;
is $poe_kernel->_data_extref_count_ses($id), 1;

$poe_kernel->_data_extref_inc($id, 'two') for 1 .. 5;
$poe_kernel->_data_extref_remove($id, 'two');
is refcount(), $at_rest, 'remove takes the tag whatever its count';
is $poe_kernel->_data_extref_count, 0;

like trapped(sub { $poe_kernel->_data_extref_dec($id, 'none') }),
    qr/<dt> decrementing extref for session without any/;
like trapped(sub { $poe_kernel->_data_extref_remove($id, 'none') }),
    qr/<dt> removing extref from session without any/;

$poe_kernel->_data_extref_inc($id, 'tag');
like trapped(sub { $poe_kernel->_data_extref_dec($id, 'none') }),
    qr/<dt> decrementing extref for nonexistent tag ``none'' in\s+session/;
like trapped(sub { $poe_kernel->_data_extref_remove($id, 'none') }),
    qr/<dt> removing extref for nonexistent tag/;

subtest 'finalize tells leaks' => sub {
    my $clean;
    my $text = join '', warnings_of(sub { $clean = $poe_kernel->_data_extref_finalize });
    is $clean, 0;
    like $text, qr/^=== $$ === !!! Leaked extref: \Q$id\E/m;
    like $text, qr/^=== $$ === !!!\t`tag' = 1/m;
};

$poe_kernel->_data_extref_clear_session($id);
$poe_kernel->_data_extref_clear_session('nobody');
is $poe_kernel->_data_extref_count_ses($id), 0, 'cleared';

done_testing;
