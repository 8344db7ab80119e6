package POE::Resource::Sessions;

use strict;
use warnings;

our $VERSION = '2.000';

1;

__END__

=head1 NAME

POE::Resource::Sessions - sessions, their family and their reference counts

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub {
                my ($kernel, $id) = ($_[KERNEL], $_[SESSION]->ID);
                print "my parent is the kernel\n"
                    if $kernel->_data_ses_get_parent($id) == $kernel;
                print $kernel->_data_ses_count, " sessions, the kernel's among them\n";
            },
        },
    );
    POE::Kernel->run;

=head1 DESCRIPTION

The sessions, who is whose child, and the counts of what keeps each alive are part of the compiled
kernel. This module is here so that code which loads it goes on working; it defines nothing.

The methods below are called on the kernel, C<$poe_kernel>. They are private: event loop bridges,
wheels, inspectors and tests use them, programs do not need them. A session is named by its ID,
written C<$sid>, unless it says session, which is the object. A method that says I<trap> dies,
with a stack trace, if the assertion C<ASSERT_DATA> is on.

=head1 METHODS OF THE KERNEL

=head2 _data_ses_allocate($session, $sid [, $parent_sid])

Adds a session. Dies, whatever the assertions, with C<parent session ID does not exist> or C<session
ID is already allocated>.

=head2 _data_ses_collect_garbage($sid)

Stops all sessions that nothing keeps alive; the argument does not matter.

=head2 _data_ses_count()

Returns the number of sessions; the kernel is one of them. A loop bridge runs until it is 0.

=head2 _data_ses_exists($sid)

Returns whether there is such a session.

=head2 _data_ses_finalize()

Returns 1, or warns C<!!! Leaked session: ID> and returns 0.

=head2 _data_ses_free($sid)

Drops a session and all it holds, and returns it; no event is sent. Its children go to its parent. Traps:
C<unknown SID 'ID'>; C<no parent to give children to>, for the kernel's own session while it has any.

=head2 _data_ses_get_children($sid)

Returns the child sessions. Trap: no such session.

=head2 _data_ses_get_parent($sid)

Returns the parent session, undef for the kernel. Trap: no such session.

=head2 _data_ses_is_child($parent_sid, $sid)

Returns whether one session is a child of another. Trap: no such parent.

=head2 _data_ses_move_child($sid, $parent_sid)

Gives a session another parent; no event is sent. Trap: no such session, either of them.

=head2 _data_ses_refcount($sid)

Returns the reference count.

=head2 _data_ses_refcount_dec($sid)

Takes 1 from the count. Traps: no such session, or a count below zero.

=head2 _data_ses_refcount_inc($sid)

Adds 1 to the count. Trap: no such session.

=head2 _data_ses_resolve($session)

Returns the session for an object or the string it turns into, or undef.

=head2 _data_ses_resolve_to_id($session)

Returns the ID for the same, or undef.

=head2 _data_ses_stop($sid)

Stops a session with all ceremony: C<_child>, C<_parent> and C<_stop> events are sent. Trap: no such
session.

=head1 DIFFERENCES FROM POE

The functions do not come from this file, so replacing it changes nothing.

=head1 SEE ALSO

L<POE::Resource>, L<POE::Kernel>, L<POE::Session>.

=cut
