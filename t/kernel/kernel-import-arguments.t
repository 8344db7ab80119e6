use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# The choice is the matter here, so nobody may have chosen before.
BEGIN { delete $ENV{POE_EVENT_LOOP} }

use POE::Kernel;

sub error_of_import {
    my @args = @_;
    return eval { POE::Kernel->import(@args); 1 } ? '' : $@;
}

for my $bad ('Select', ['Select'], sub { }) {
    like error_of_import($bad),
        qr/^(?:=== \d+ === )?POE::Kernel expects its arguments in a hash ref/,
        'an argument that is no hash is refused: ' . (ref $bad || 'string');
}

like error_of_import({ zeta => 1, alpha => 2 }),
    qr/Unknown POE::Kernel import arguments: alpha zeta at /,
    'unknown keys are named in order';

my %args = (loop => 'Nonexistent');
is error_of_import(\%args), '', 'a second loop is ignored without a word';
is_deeply \%args, {}, 'the key is taken out of the caller\'s hash';
is(POE::Kernel->poe_kernel_loop, 'POE::Loop::Select', 'the first loop stays');
like error_of_import({ loop => 'Select', more => 1 }), qr/import arguments: more at /,
    'keys are still checked';

is output_of('use POE::Kernel { loop => "IO_Poll" }; print POE::Kernel::poe_kernel_loop()'),
    'POE::Loop::IO_Poll',
    'the loop can be given by the first import';
is output_of('use POE::Kernel; print $poe_kernel->poe_kernel_loop'), 'POE::Loop::Select',
    'or left out';

POE::Kernel->run;
done_testing;
