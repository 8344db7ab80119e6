use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use POE::Test::Sequence;
use Time::HiRes qw(time);

# The order of an alarm and a delay that were both adjusted, by the class for sequences: _stop, for which
# the session has no handler, is among the events.
my (%id, $adjusted);
my $sequence = POE::Test::Sequence->new(
    sequence => [ [
            _start => 0,
            sub {
                my $kernel = $_[KERNEL];
                $id{alarm} = $kernel->alarm_set(the_alarm => time + 10);
                $id{delay} = $kernel->delay_set(the_delay => 10);
                $kernel->yield('adjust');
            }
        ],
        [
            adjust => 0,
            sub {
                $adjusted = time;
                $_[KERNEL]->delay_adjust($id{delay}, 0.3);
                $_[KERNEL]->alarm_adjust($id{alarm}, -9.9);
            }
        ],
        [ the_alarm => 0, undef ],
        [ the_delay => 0, sub { cmp_ok time - $adjusted, '<', scaled(5), 'soon' } ],
        [ _stop     => 0, undef ],
    ],
);
$sequence->create_generic_session;
POE::Kernel->run;
is $sequence->test_count, 5, 'five events were foreseen';

done_testing;
