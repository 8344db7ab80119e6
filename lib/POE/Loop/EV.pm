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

    use POE qw(Loop::EV);

    POE::Session->create(inline_states => { _start => sub { print "running\n" } });
    POE::Kernel->run;

=head1 DESCRIPTION

See L<POE::Loop::Native>.

=head1 SEE ALSO

L<POE::Loop>, L<POE::Kernel>

=for poe_tests
BEGIN { $ENV{POE_EVENT_LOOP} = 'POE::Loop::EV' }
sub skip_tests { return }

=cut
