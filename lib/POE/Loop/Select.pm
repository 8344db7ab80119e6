package POE::Loop::Select;

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Loop::Native;

POE::Loop::Native->install('select');

1;

__END__

=head1 NAME

POE::Loop::Select - the native loop on select(2)

=head1 SYNOPSIS

=for example

    use POE qw(Loop::Select);

    print POE::XS::backend(), "\n";
    POE::Session->create(inline_states => { _start => sub { print "running\n" } });
    POE::Kernel->run;
    # prints:
    #   select
    #   running

=head1 DESCRIPTION

libev waits with select(2). The cost of a turn grows with the highest descriptor that is watched.

A program that names no loop reads this name from C<poe_kernel_loop>, although it runs on
L<POE::Loop::Default>. One that names it gets select(2).

A bridge to another event loop may load this module and call its functions, or replace some: see
L<POE::Loop>.

=head1 SEE ALSO

L<POE::Loop::Native>, L<POE::Loop>, L<POE::Kernel>

=for poe_tests
BEGIN { $ENV{POE_EVENT_LOOP} = 'POE::Loop::Select' }
sub skip_tests { return }

=cut
