use strict;
use warnings;

use lib 't/lib', 't/lib/Bridges';
use LoopSuite;

# A bridge to AnyEvent, which stands on EV or on nothing but Perl. Upstream's own tests of an event loop pass.
bridge_passes_suite('AnyEvent', 'AnyEvent', PERL_ANYEVENT_MODEL => qw(EV Perl));
