use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

my @warnings = warnings_of(sub {
    ok eval { POE::Kernel->run; 1 }, 'run returns when there is nothing to run' or diag $@;
});
is_deeply \@warnings, [], 'without a warning';

done_testing;
