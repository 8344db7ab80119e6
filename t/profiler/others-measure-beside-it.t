use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'the profiler is ours alone' if is_upstream();

require POE;
require POE::XS::Profiler;
require POE::XS::Probe::Level;
POE->import;
POE::Kernel->run;

# As a probe does, whose viewer comes and goes.
sub viewer { return POE::XS::Probe::Level::want(viewer => $_[0]) }

POE::XS::Profiler->start;
viewer('trace');
is POE::XS::measures(), 'trace', 'who wants most is served';
POE::XS::Profiler->stop;
is POE::XS::measures(), 'trace', 'a profile that ends leaves others what they want';
viewer(undef);
is POE::XS::measures(), 'off', 'then nobody is left';

viewer('counts');
POE::XS::Profiler->start;
viewer(undef);
is POE::XS::measures(), 'times', 'one that leaves does not end a profile';
POE::XS::Profiler->stop;
is POE::XS::measures(), 'off', 'as was before the first came';

done_testing;
