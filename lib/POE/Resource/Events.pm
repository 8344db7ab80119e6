package POE::Resource::Events;

use strict;
use warnings;

our $VERSION = '2.000';

1;

__END__

=head1 NAME

POE::Resource::Events - the queue of events

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->yield('next') },
            next   => sub { print "handled\n" },
        },
    );
    print POE::Kernel->_data_ev_get_count_to(1), " queued\n";
    POE::Kernel->run;

=head1 DESCRIPTION

The queue, its order and the dispatch of what is due are part of the compiled kernel. This module is
here so that code which loads it goes on working; it defines nothing.

The methods below are called on the kernel, C<$poe_kernel>. They are private: event loop bridges,
wheels, inspectors and tests use them, programs do not need them. A session is named by its ID,
written C<$sid>, unless it says session, which is the object. A method that says I<trap> dies,
with a stack trace, if the assertion C<ASSERT_DATA> is on.

Tools that watch every event put functions of their own in the place of C<_data_ev_enqueue>,
C<_data_ev_dispatch_due> and C<_dispatch_event>, in package POE::Kernel. The kernel looks for that
when C<run> or C<run_one_timeslice> begins, and when a session is created, and from then on calls
the tool's functions as POE does. What those throw comes out of C<run>.

=head1 METHODS OF THE KERNEL

=head2 _data_ev_clear_alarm_by_id($sid, $id)

Removes one event of a session. Returns its time and a reference to its record, or the empty list
with C<$!> set to C<ESRCH> or C<EPERM>.

=head2 _data_ev_clear_alarm_by_name($sid, $name)

Removes the timers of that name that a session has set. Returns nothing.

=head2 _data_ev_clear_alarm_by_session($sid)

Removes all timers of a session. Returns a list of array references: name, time, arguments.

=head2 _data_ev_clear_session($sid)

Removes the events to and from a session.

=head2 _data_ev_dispatch_due()

Dispatches what is due now. A loop bridge calls it when the time it was told has come.

=head2 _data_ev_enqueue($to, $from, $name, $type, \@args, $file, $line, $from_event [, @time])

Queues an event between two sessions, given as objects, and returns its ID. With C<@time>, which is
a wall time and then if need be a number of seconds to add to it and a priority, it is a timer.
Trap: an event for a session that does not exist.

=head2 _data_ev_finalize()

Returns 1, or warns C<!!! Leaked event-to count: ID = N>, or C<event-from>, and returns 0.

=head2 _data_ev_get_count_from($sid)

Returns how many queued events a session has sent to others.

=head2 _data_ev_get_count_to($sid)

Returns how many queued events are addressed to a session. Both counts are 0 for one that is
unknown.

=head2 _dispatch_event($to, $from, $name, $type, \@args, $file, $line, $from_event, $time, $id)

Runs the handler of an event at once. Returns what the handler returns if the type says that the
event is a call, C<_start> or C<_stop>. C<$id> is a number below 0 for an event that was not queued.

=head1 DIFFERENCES FROM POE

The functions do not come from this file, so replacing it changes nothing. A tool's
C<_dispatch_event> is not told of the kernel's private C<_garbage_collect> events.

=head1 SEE ALSO

L<POE::Resource>, L<POE::Kernel>, L<POE::Queue>, L<POE::Loop>.

=cut
