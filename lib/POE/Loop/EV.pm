package POE::Loop::EV;

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Loop::Native;

POE::Loop::Native->install('EV');

1;

__END__

=head1 NAME

POE::Loop::EV - the native loop on EV's default loop

=head1 SYNOPSIS

=for example

    use POE qw(Loop::EV);
    use EV;

    my $timer = EV::timer(0.01, 0, sub { print "EV\n" });
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->delay(tick => 0.02) },
            tick   => sub { print "POE\n" },
        },
    );
    POE::Kernel->run;
    # prints:
    #   EV
    #   POE

=head1 DESCRIPTION

The kernel shares the default loop of L<EV> with whoever else uses it. A program that loads EV or
L<AnyEvent> need not ask for it: see L<POE::XS/EV and AnyEvent in the same program>.

On this loop libev waits for all child processes.

=head1 SEE ALSO

L<POE::Loop::Native>, L<POE::Loop>, L<POE::Kernel>, L<EV>

=for poe_tests
BEGIN { $ENV{POE_EVENT_LOOP} = 'POE::Loop::EV' }
sub skip_tests { return }

=cut
