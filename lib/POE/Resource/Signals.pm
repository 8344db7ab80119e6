package POE::Resource::Signals;

use strict;
use warnings;

our $VERSION = '2.000';

1;

__END__

=head1 NAME

POE::Resource::Signals - signals and child processes

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub {
                my ($kernel, $id) = ($_[KERNEL], $_[SESSION]->ID);
                $kernel->sig(USR1 => 'noticed');
                my %watched = $kernel->_data_sig_watched_by_session($id);
                print join(' ', sort keys %watched), "\n";
                $kernel->sig('USR1');
            },
        },
    );
    POE::Kernel->run;

=head1 DESCRIPTION

Who watches which signal or child process, and the way of a signal through the tree of sessions, are
part of the compiled kernel. L<POE::Loop::PerlSignals> connects C<%SIG> with it. This module is here
so that code which loads it goes on working; it defines nothing.

The methods below are called on the kernel, C<$poe_kernel>. They are private: event loop bridges,
wheels, inspectors and tests use them, programs do not need them. A session is named by its ID,
written C<$sid>, unless it says session, which is the object. A method that says I<trap> dies,
with a stack trace, if the assertion C<ASSERT_DATA> is on.

=head1 METHODS OF THE KERNEL

=head2 _data_sig_add($session, $signal, $event [, \@args])

Adds a watcher.

=head2 _data_sig_begin_polling($signal)

Starts looking for ended children once in a while.

=head2 _data_sig_cease_polling()

Ends that.

=head2 _data_sig_clear_session($sid)

Removes the signal and process watchers of a session.

=head2 _data_sig_enqueue_poll_event($signal)

Queues one look for ended children, unless one is queued already.

=head2 _data_sig_explicitly_watched($signal)

Returns whether any session watches a signal.

=head2 _data_sig_finalize()

Closes the signal pipe and reports children that are left over; returns 1 if all is clean.

=head2 _data_sig_free_terminated_sessions()

Stops the sessions that a signal has reached if it was one that ends them and nobody handled it.

=head2 _data_sig_get_safe_signals()

Returns the names of the signals that sessions may watch.

=head2 _data_sig_handle_poll_event($signal)

Reaps the children that have ended and tells their watchers.

=head2 _data_sig_handled()

Counts the signal at hand as handled.

=head2 _data_sig_handled_status()

Returns how often that was done, or undef; the type of the signal; and a reference to the list of
sessions reached.

=head2 _data_sig_initialize()

Begins anew; may be repeated, for one after a fork.

=head2 _data_sig_is_watched_by_session($signal, $sid)

Returns whether a session watches a signal.

=head2 _data_sig_kernel_awaits_pids()

Returns whether child processes are still awaited.

=head2 _data_sig_mask_all()

Blocks all signals.

=head2 _data_sig_pid_ignore($sid, $pid)

Removes a watcher of a process.

=head2 _data_sig_pid_watch($session, $pid, $event, \@args)

Adds a watcher of a process.

=head2 _data_sig_pids_is_ses_watching($sid, $pid)

Returns whether there is one.

=head2 _data_sig_pipe_send($signal)

Called from an operating system signal handler: the loop wakes and the signal is dispatched.

=head2 _data_sig_remove($sid, $signal)

Removes a watcher.

=head2 _data_sig_reset_handled($signal)

Begins the count of _data_sig_handled for a signal.

=head2 _data_sig_session_awaits_pids($sid)

Returns whether a session watches processes.

=head2 _data_sig_touched_session($session)

Notes that a signal has reached a session.

=head2 _data_sig_type($signal)

Returns C<POE::Kernel::SIGTYPE_BENIGN> 0, C<SIGTYPE_TERMINAL> 1 or C<SIGTYPE_NONMASKABLE> 2.

=head2 _data_sig_unmask_all()

Lets all signals through.

=head2 _data_sig_watched_by_session($sid)

Returns pairs: signal, and a reference to an array: event, arguments, session.

=head2 _data_sig_watchers($signal)

Returns pairs: session ID, and such an array.

=head1 DIFFERENCES FROM POE

The functions do not come from this file, so replacing it changes nothing.

=head1 SEE ALSO

L<POE::Resource>, L<POE::Kernel>, L<POE::Loop::PerlSignals>.

=cut
