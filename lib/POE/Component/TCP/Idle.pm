package POE::Component::TCP::Idle;

# Ends connections on which nothing has moved for a while. Handlers of records and flushes note the time
# in the heap; an alarm looks at it. So a record costs no change of an alarm.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno       qw(ETIMEDOUT);
use POE::Kernel ();
use POE::XS     ();

use constant STATE => 'tcp_idle_check';

sub _kernel { return $POE::Kernel::poe_kernel }

# For a heap whose connection has just begun.
sub begin {
    my ($heap, $seconds) = @_;
    $heap->{active_at} = POE::XS::steady();
    _kernel()->delay(STATE, $seconds);
    return;
}

sub end {
    _kernel()->delay(STATE);
    return;
}

# True if the wheel has been idle for so many seconds; otherwise looks again when it may be.
sub is_idle {
    my ($heap, $wheel, $seconds) = @_;
    my $now = POE::XS::steady();
    $heap->{active_at} = $now if _has_written($heap, $wheel->get_driver_out_octets);
    my $left = $heap->{active_at} + $seconds - $now;
    return 1 if $left <= 0.0005;
    _kernel()->delay(STATE, $left);
    return 0;
}

# Output that got shorter counts, though it is not all out. Whether some that was not there the last time
# has moved since is not known, so it gets another chance.
sub _has_written {
    my ($heap, $octets) = @_;
    my $before = $heap->{octets_left} || 0;
    $heap->{octets_left} = $octets;
    return $octets && (!$before || $octets < $before);
}

sub failure {
    my $message = do { local $! = ETIMEDOUT; $! };
    return ('timeout', ETIMEDOUT, $message);
}

1;
