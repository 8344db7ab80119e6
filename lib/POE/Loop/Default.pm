package POE::Loop::Default;

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Loop::Native;

POE::Loop::Native->install('default');

1;

__END__

=head1 NAME

POE::Loop::Default - the native loop with the best backend of the system

=head1 SYNOPSIS

=for example

    use POE qw(Loop::Default);

    POE::Session->create(inline_states => { _start => sub { print "running\n" } });
    POE::Kernel->run;
    # prints: running

=head1 DESCRIPTION

What the kernel runs on when nothing else is asked for: libev chooses among its backends, C<epoll>
on Linux and C<kqueue> on BSD systems. C<LIBEV_FLAGS> in the environment can narrow the choice, as
libev's manual says. L<POE::Loop::Native> describes all native loops.

A program that asks for nothing sees the name C<POE::Loop::Select> from C<poe_kernel_loop>; only one
that names this loop sees C<POE::Loop::Default>.

=head1 SEE ALSO

L<POE::Loop::Native>, L<POE::Loop>, L<POE::Kernel>

=for poe_tests
sub skip_tests { return }

=cut
