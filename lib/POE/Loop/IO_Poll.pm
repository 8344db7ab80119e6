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

=for example

    use IO::Poll;    # loaded before POE, it asks for this loop
    use POE;

    print POE::XS::backend(), "\n";
    POE::Session->create(inline_states => { _start => sub { print "running\n" } });
    POE::Kernel->run;
    # prints:
    #   poll
    #   running

=head1 DESCRIPTION

libev waits with poll(2). The module L<IO::Poll> is loaded for its constants, and does nothing else.

=head1 FUNCTIONS

=head2 mode_to_poll($mode)

In package POE::Kernel: returns the bit of poll(2) for C<MODE_RD>, C<MODE_WR> or C<MODE_EX>. Croaks
C<unknown I/O mode NUMBER>.

=head1 SEE ALSO

L<POE::Loop::Native>, L<POE::Loop>, L<POE::Kernel>

=for poe_tests
sub skip_tests {
  return 'IO::Poll is not usable here' unless eval { require IO::Poll; 1 };
  return;
}

=cut
