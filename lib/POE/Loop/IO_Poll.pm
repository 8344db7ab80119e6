package POE::Loop::IO_Poll;

use strict;
use warnings;

our $VERSION = '2.000';

use IO::Poll ();

use POE::Loop::Native;

POE::Loop::Native->install('poll');

package    # bridges for poll(2) look for this function here
    POE::Kernel;

my @bits = (IO::Poll::POLLRDNORM(), IO::Poll::POLLWRNORM(), IO::Poll::POLLRDBAND());

sub mode_to_poll {
    my ($mode) = @_;
    POE::Kernel::croak("unknown I/O mode $mode") unless defined $bits[$mode];
    return $bits[$mode];
}

1;

__END__

=head1 NAME

POE::Loop::IO_Poll - the native loop on poll(2)

=head1 SYNOPSIS

    use POE qw(Loop::IO_Poll);

    POE::Session->create(inline_states => { _start => sub { print "running\n" } });
    POE::Kernel->run;

=head1 DESCRIPTION

See L<POE::Loop::Native>.

=head1 SEE ALSO

L<POE::Loop>, L<POE::Kernel>

=for poe_tests
sub skip_tests {
  return 'IO::Poll is not usable here' unless eval { require IO::Poll; 1 };
  return;
}

=cut
