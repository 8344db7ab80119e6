package POE::Resource::Extrefs;

use strict;
use warnings;

our $VERSION = '2.000';

1;

__END__

=head1 NAME

POE::Resource::Extrefs - references that keep sessions alive

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub {
                my ($kernel, $id) = ($_[KERNEL], $_[SESSION]->ID);
                $kernel->refcount_increment($id, 'job');
                print $kernel->_data_extref_count_ses($id), "\n";
                $kernel->refcount_decrement($id, 'job');
            },
        },
    );
    POE::Kernel->run;

=head1 DESCRIPTION

The counts behind C<refcount_increment> and C<refcount_decrement> are part of the compiled kernel.
Each counts by a I<tag>, a string. This module is here so that code which loads it goes on working;
it defines nothing.

The methods below are called on the kernel, C<$poe_kernel>. They are private: event loop bridges,
wheels, inspectors and tests use them, programs do not need them. A session is named by its ID,
written C<$sid>, unless it says session, which is the object. A method that says I<trap> dies,
with a stack trace, if the assertion C<ASSERT_DATA> is on.

=head1 METHODS OF THE KERNEL

=head2 _data_extref_clear_session($sid)

Drops all tags of a session. An unknown one is no error.

=head2 _data_extref_count()

Returns how many sessions have tags.

=head2 _data_extref_count_ses($sid)

Returns how many different tags a session has.

=head2 _data_extref_dec($sid, $tag)

Takes 1 from a tag and returns what is left; a tag at 0 is gone. Trap: a session without tags, or
without this one.

=head2 _data_extref_finalize()

Returns 1, or warns C<!!! Leaked extref: ID> with the tags and returns 0.

=head2 _data_extref_inc($sid, $tag)

Adds 1 to a tag and returns the new count. The first adds 1 to the reference count of the session.

=head2 _data_extref_remove($sid, $tag)

Drops a tag whatever its count. Traps as above.

=head1 DIFFERENCES FROM POE

The functions do not come from this file, so replacing it changes nothing.

=head1 SEE ALSO

L<POE::Resource>, L<POE::Kernel>.

=cut
