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

The cost of a turn grows with the files that are ready, not with those that are watched, so this is
the backend for many connections. On Linux it is the default. Regular files, which epoll refuses,
count as always ready, as everywhere in POE. Where there is no epoll the kernel takes another
backend.

=head1 SEE ALSO

L<POE::Loop::Native>, L<POE::Loop>, L<POE::Kernel>

=for poe_tests
BEGIN { $ENV{POE_EVENT_LOOP} = 'POE::Loop::Epoll' }
sub skip_tests { return $^O eq 'linux' ? undef : 'epoll is for Linux' }

=cut
