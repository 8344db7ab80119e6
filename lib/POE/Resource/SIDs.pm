package POE::Resource::SIDs;

use strict;
use warnings;

our $VERSION = '2.000';

1;

__END__

=head1 NAME

POE::Resource::SIDs - session IDs

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE;

    my $kernel = POE::Kernel->new;
    print "the kernel knows itself\n" if $kernel->_data_sid_resolve($kernel->ID) == $kernel;
    POE::Kernel->run;

=head1 DESCRIPTION

The table of session IDs is part of the compiled kernel. Sessions are numbered from 1, and a number
is never used again; the ID of the kernel is a longer string. This module is here so that code which
loads it goes on working; it defines nothing.

The methods below are called on the kernel, C<$poe_kernel>. They are private: event loop bridges,
wheels, inspectors and tests use them, programs do not need them. A session is named by its ID,
written C<$sid>, unless it says session, which is the object. A method that says I<trap> dies,
with a stack trace, if the assertion C<ASSERT_DATA> is on.

=head1 METHODS OF THE KERNEL

=head2 _data_sid_allocate()

Returns the next ID.

=head2 _data_sid_clear($sid)

Forgets an ID and returns what it stood for. Trap: C<unknown SID>.

=head2 _data_sid_finalize()

Returns 1, or warns C<!!! Leaked session ID: ID = SESSION> and returns 0.

=head2 _data_sid_resolve($sid)

Returns what an ID stands for, or undef.

=head2 _data_sid_set($sid, $session)

Makes an ID stand for something.

=head1 DIFFERENCES FROM POE

The functions do not come from this file, so replacing it changes nothing.

=head1 SEE ALSO

L<POE::Resource>, L<POE::Kernel>.

=cut
