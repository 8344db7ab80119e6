use strict;
use warnings;
use Test::More;

sub POE::NFA::TRACE_DESTROY () {1}
use POE::Kernel;
use POE::NFA;

my $said = '';
local $SIG{__WARN__} = sub { $said .= join '', @_ };

POE::NFA->spawn(
    inline_states => { only   => { start => sub { } } },
    runstate      => { secret => 'kept' },
    options       => { wanted => 5 },
)->goto_state(only => 'start');
POE::Kernel->run;

like($said, qr/NFA POE::NFA=ARRAY\(0x[0-9a-f]+\) Leak Check/, 'the machine is named');
like($said, qr/ secret = kept$/m, 'what its runstate holds');
like($said, qr/ wanted = 5$/m, 'its options');
like($said, qr/ only = HASH\(0x/m, 'its states');
done_testing;
