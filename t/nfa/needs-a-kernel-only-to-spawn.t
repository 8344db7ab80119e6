use strict;
use warnings;
use Test::More;
use POE::NFA;

ok(!exists $INC{'POE/Kernel.pm'}, 'POE::NFA loads without the kernel');
ok(!eval { POE::NFA->spawn(inline_states => {}) }, 'but makes no machine');
like($@, qr/^POE::NFA requires a working Kernel at \Q$0\E line /, 'and says why');
is(POE::NFA::TRACE_DESTROY(), 0, 'settings have their defaults');
is(POE::NFA->can($_), undef, "there is no $_()") for qw(new create);

done_testing;
