package POE::Loop;

use strict;
use warnings;

our $VERSION = '2.000';

1;

__END__

=head1 NAME

POE::Loop - how to put another event loop under the kernel

=head1 SYNOPSIS

    # POE/Loop/Tiny.pm: a whole bridge, to Perl's own select().
    package POE::Loop::Tiny;
    use strict;
    use warnings;
    our $VERSION = '1.000';

    use POE::Loop::PerlSignals;    # the signal methods, by way of %SIG

    package POE::Kernel;

    my @watched;    # by mode, descriptors
    my $due;        # when the next event is, undef for never

    sub loop_initialize       { @watched = ({}, {}, {}); undef $due }
    sub loop_finalize         { $_[0]->loop_ignore_all_signals }
    sub loop_halt             { }
    sub loop_attach_uidestroy { }

    sub loop_run {
        my ($self) = @_;
        $self->loop_do_timeslice while $self->_data_ses_count;
    }

    sub loop_do_timeslice {
        my ($self) = @_;
        $self->_test_if_kernel_is_idle;
        my @bits = map { my $bits = ''; vec($bits, $_, 1) = 1 for keys %$_; $bits } @watched;
        my $wait = defined $due ? $due - time : 60;
        $wait = 0 if $wait < 0;
        my $found = CORE::select($bits[MODE_RD], $bits[MODE_WR], $bits[MODE_EX], $wait);
        for my $mode ($found > 0 ? (MODE_RD, MODE_WR, MODE_EX) : ()) {
            my @ready = grep { vec $bits[$mode], $_, 1 } keys %{ $watched[$mode] };
            $self->_data_handle_enqueue_ready($mode, @ready) if @ready;
        }
        $self->_data_ev_dispatch_due;
    }

    sub loop_watch_filehandle  { my (undef, $fh, $mode) = @_; $watched[$mode]{fileno $fh} = 1 }
    sub loop_ignore_filehandle { my (undef, $fh, $mode) = @_; delete $watched[$mode]{fileno $fh} }
    sub loop_resume_filehandle { my $self = shift; $self->loop_watch_filehandle(@_) }
    sub loop_pause_filehandle  { my $self = shift; $self->loop_ignore_filehandle(@_) }

    sub loop_resume_time_watcher { $due = $_[1] }
    sub loop_reset_time_watcher  { $due = $_[1] }
    sub loop_pause_time_watcher  { undef $due }

    1;

=head1 DESCRIPTION

The kernel decides what happens next; an event loop waits until it does. Between them stands a
I<bridge>. The kernel has its own, and needs no other. If a program lives by another event loop,
that of a graphical toolkit for instance, a bridge to it lets POE run inside. This is the manual for
those who write one; how a program chooses its bridge is told in L<POE::Kernel>.

The package POE::Loop is empty.

=head2 What a bridge is

A file C<POE/Loop/NAME.pm> or C<POE/XS/Loop/NAME.pm>. Its own package holds only its version. Then
it says C<package POE::Kernel> and defines there the methods below: the kernel calls them on itself,
by name. They may be written in Perl or in C. What the bridge has to remember it keeps in lexical
variables, and private subs that it adds to the package begin with C<_loop_>. There is one kernel in
a process and one bridge.

The file is compiled when the package POE::Kernel is complete. It can use, without any prefix, the
constants of that package, C<$poe_kernel>, C<$poe_main_window>, the functions of L<Carp>, and
C<time>, C<sleep> and C<monotime> of L<POE::Resource::Clock>. Most bridges take their signal methods
from L<POE::Loop::PerlSignals>. A bridge may C<require> another and redefine some of its methods.
One which finds that another bridge must do the work may C<require> that and then
C<die "not really dying">.

=head2 What a bridge must do for the kernel

The kernel gets its turns from the bridge, by three calls:

=over 4

=item C<< $poe_kernel->_test_if_kernel_is_idle >>

notices that nothing is left to wait for. A bridge that has its own loop calls it before it waits;
one that is called by a toolkit calls it after each callback which has dispatched something.

=item C<< $poe_kernel->_data_handle_enqueue_ready($mode, @descriptors) >>

when files are ready, with all that are ready in one mode. Their handlers have run when it returns.

=item C<< $poe_kernel->_data_ev_dispatch_due >>

when the time has come for which the kernel has asked. A bridge with its own loop calls it at the
end of each turn.

=back

C<< $poe_kernel->_data_ses_count >> is 0 when all is over. No exception comes out of these calls:
the kernel catches those of handlers. What goes wrong in the bridge itself may be thrown out of
C<loop_run>.

=head1 METHODS

None has a result that the kernel looks at. A I<handle> is what the program gave to C<select_read>
or its like: C<fileno> is known when watching begins, and may be undef, if the program has closed
the file, when it ends. A I<mode> is C<MODE_RD> (0), C<MODE_WR> (1) or C<MODE_EX> (2). A I<time> is
one of C<monotime>, in seconds; subtract C<time> from it to know how long to wait. It may be in the
past.

=head2 loop_attach_uidestroy($widget)

The program wants to end when this widget is closed: dispatch the signal C<UIDESTROY> to the kernel
then. Empty where there are no widgets.

=head2 loop_do_timeslice()

Wait once, for a file or until the time that was set, and dispatch what is due. Called for
C<run_one_timeslice> and C<run_while>. A toolkit that cannot do this dies here.

=head2 loop_finalize()

The kernel has finished C<run>. Let go of everything; warn of watchers that are left over.

=head2 loop_halt()

The last session has gone: make C<loop_run> return. It may be called more than once, and when
C<loop_run> is not running.

=head2 loop_ignore_all_signals()

Not called by the kernel, but often by C<loop_finalize>: ignore what is still watched.

=head2 loop_ignore_filehandle($handle, $mode)

Nobody watches the handle in this mode any more.

=head2 loop_ignore_signal($name)

The last watcher of a signal has gone. Called also at the start, for C<CHLD>, C<CLD> and C<PIPE>,
and at the end for all signals. The name has no C<SIG> in front.

=head2 loop_initialize()

The kernel is being made, or, after C<run> has returned, a session has been made again. No session
exists yet.

=head2 loop_pause_filehandle($handle, $mode)

Do not watch for the present. The kernel calls this often, so it should cost little.

=head2 loop_pause_time_watcher()

No event is queued: forget the time.

=head2 loop_reset_time_watcher($time)

The next event is now due at this time. Called at the end of each dispatch and when a new event is
due before all others, and perhaps when the watcher is paused.

=head2 loop_resume_filehandle($handle, $mode)

End a pause. The handle may not be paused at all.

=head2 loop_resume_time_watcher($time)

An event has been queued while there was none. The watcher may not be paused.

=head2 loop_run()

Run until C<< $poe_kernel->_data_ses_count >> is 0.

=head2 loop_watch_filehandle($handle, $mode)

Somebody watches the handle in this mode. Plain files count as always ready for reading and writing.
C<MODE_EX> is out-of-band data; a bridge that cannot watch for it dies with a stack trace.

=head2 loop_watch_signal($name)

Somebody watches this signal.

=head1 TESTS FOR A BRIDGE

L<POE::Test::Loops> generates tests for any bridge. A block C<=for poe_tests>, or
C<=begin poe_tests> to C<=end poe_tests>, in the source is copied to each of them. It defines
C<sub skip_tests>, which receives the name of a test and returns a reason to skip it, or nothing,
and may set C<$ENV{POE_EVENT_LOOP}>.

=head1 DIFFERENCES FROM POE

The kernel's own loop is compiled, and L<POE::Loop::Select> and L<POE::Loop::IO_Poll> are names for
it.

=head1 SEE ALSO

L<POE::Kernel>, L<POE::Loop::PerlSignals>, L<POE::Resource::Clock>.

=cut
