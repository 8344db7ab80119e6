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

    use POE qw(Loop::Default);

    POE::Session->create(inline_states => { _start => sub { print "running\n" } });
    POE::Kernel->run;

=head1 DESCRIPTION

What the kernel runs on when nothing else is asked for. See L<POE::Loop::Native>.

=head1 SEE ALSO

L<POE::Loop>, L<POE::Kernel>

=for poe_tests
sub skip_tests { return }

=cut
