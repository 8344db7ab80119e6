package POE::Loop::Epoll;

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Loop::Native;

POE::Loop::Native->install('epoll');

1;

__END__

=head1 NAME

POE::Loop::Epoll - the native loop on Linux's epoll

=head1 SYNOPSIS

    use POE qw(Loop::Epoll);

    POE::Session->create(inline_states => { _start => sub { print "running\n" } });
    POE::Kernel->run;

=head1 DESCRIPTION

See L<POE::Loop::Native>.

=head1 SEE ALSO

L<POE::Loop>, L<POE::Kernel>

=for poe_tests
BEGIN { $ENV{POE_EVENT_LOOP} = 'POE::Loop::Epoll' }
sub skip_tests { return $^O eq 'linux' ? undef : 'epoll is for Linux' }

=cut
