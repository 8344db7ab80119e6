package POE::Resource::FileHandles;

use strict;
use warnings;

our $VERSION = '2.000';

1;

__END__

=head1 NAME

POE::Resource::FileHandles - watched files

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub {
                pipe my $read, my $write or die "pipe: $!";
                $_[KERNEL]->select_read($read, 'readable');
                print $_[KERNEL]->_data_handle_count, " watched\n";
                $_[KERNEL]->select_read($read);
            },
            readable => sub { print "readable\n" },
        },
    );
    POE::Kernel->run;

=head1 DESCRIPTION

The file watchers are part of the compiled kernel. They are kept by file descriptor, mode and
session. The modes are C<POE::Kernel::MODE_RD> 0, C<MODE_WR> 1 and C<MODE_EX> 2. This module is here
so that code which loads it goes on working; it defines nothing.

The methods below are called on the kernel, C<$poe_kernel>. They are private: event loop bridges,
wheels, inspectors and tests use them, programs do not need them. A session is named by its ID,
written C<$sid>, unless it says session, which is the object. A method that says I<trap> dies,
with a stack trace, if the assertion C<ASSERT_DATA> is on.

=head1 METHODS OF THE KERNEL

=head2 _data_handle_add($handle, $mode, $session, $event, \@args)

Watches a handle. One that is watched already is resumed.

=head2 _data_handle_clear_session($sid)

Removes all watchers of a session.

=head2 _data_handle_condition($handle)

Makes a handle binary, non-blocking and unbuffered, as select_read and its like do. Plain files and
tied handles are allowed.

=head2 _data_handle_count()

Returns the number of watched descriptors.

=head2 _data_handle_count_ses($sid)

Returns the number of descriptors that a session watches.

=head2 _data_handle_enqueue_ready($mode, @fds)

A loop bridge calls it with the descriptors that are ready; the handlers run before it returns.
Unknown ones are passed over.

=head2 _data_handle_finalize()

Returns 1, or warns C<!!! Leaked fileno: FD (total refcnt=N)> with the watchers and returns 0.

=head2 _data_handle_fno_refcounts($fd)

Returns four counts: in all, for reading, writing and expedited reading.

=head2 _data_handle_fno_sessions($fd)

Returns, for each mode, a reference to a hash from session ID to a hash from descriptor to a
reference to an array: handle, session, event, arguments.

=head2 _data_handle_fno_states($fd)

Returns the state of each mode: C<POE::Kernel::HS_STOPPED> 0, C<HS_PAUSED> 1 or C<HS_RUNNING> 2.

=head2 _data_handle_handles()

Returns pairs: session ID, and a reference to a hash from descriptor to a reference to an array:
handle, number of modes, and a reference to an array with 0 or 1 for each mode.

=head2 _data_handle_is_good($handle, $mode)

Returns whether a handle is watched in that mode.

=head2 _data_handle_pause($handle, $mode)

Stops watching for a time.

=head2 _data_handle_remove($handle, $mode, $sid)

Removes a watcher. None is no error.

=head2 _data_handle_resume($handle, $mode)

Ends a pause.

=head1 DIFFERENCES FROM POE

The functions do not come from this file, so replacing it changes nothing.

=head1 SEE ALSO

L<POE::Resource>, L<POE::Kernel>, L<POE::Loop>.

=cut
