package POE::Loop::PerlSignals;

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Kernel;

package    # the subs belong to the kernel's package
    POE::Kernel;

use strict;
use warnings;

my %watched;

sub _is_child_signal { return $_[0] eq 'CHLD' || $_[0] eq 'CLD' }

# The handler for children goes in with the first poll, after the present handler has returned: a
# system() in it must still get its own child's status.
sub loop_watch_signal {
    my ($self, $signal) = @_;
    $watched{$signal} = 1;
    if (_is_child_signal($signal)) {
        return USE_SIGCHLD
            ? $self->_data_sig_enqueue_poll_event($signal)
            : $self->_data_sig_begin_polling($signal);
    }
    return if POE::Loop::Native::_watch_signal($signal, 1);
    $SIG{$signal}
        = $signal eq 'PIPE' ? \&_loop_signal_handler_pipe : \&_loop_signal_handler_generic;
    return;
}

sub loop_ignore_signal {
    my ($self, $signal) = @_;
    delete $watched{$signal};
    if (_is_child_signal($signal)) {
        if (!USE_SIGCHLD) {
            $self->_data_sig_cease_polling;
            return;
        }
        return if $self->_data_sig_kernel_awaits_pids or _evs_children();
    }
    POE::Loop::Native::_watch_signal($signal, 0);
    return if POE::Loop::Native::_is_others_signal($signal);
    no warnings 'signal';
    $SIG{$signal} = $signal eq 'PIPE' ? 'IGNORE' : 'DEFAULT';
    return;
}

sub loop_ignore_all_signals {
    my ($self) = @_;
    $self->loop_ignore_signal($_) for keys %watched;
    return;
}

# Whoever watches has changed, as it does when EV's loop takes over.
sub _watch_signals_anew {
    my ($self) = @_;
    $self->loop_watch_signal($_) for grep { !_is_child_signal($_) } keys %watched;
    return;
}

# ---- what runs when a signal comes ----

# Compiled: a signal must not cost more than it has to.
if (USE_SIGNAL_PIPE) {
    no warnings 'redefine';
    *_loop_signal_handler_generic = *_loop_signal_handler_pipe = *_loop_signal_handler_chld
        = \&_note_signal;
} else {
    no warnings 'redefine';
    *_loop_signal_handler_generic = \&_loop_signal_handler_generic_bottom;
    *_loop_signal_handler_pipe    = \&_loop_signal_handler_pipe_bottom;
    *_loop_signal_handler_chld    = \&_loop_signal_handler_chld_bottom;
}

sub _loop_signal_handler_generic_bottom {
    my ($signal) = @_;
    $poe_kernel->_data_ev_enqueue(
        $poe_kernel, $poe_kernel, EN_SIGNAL, ET_SIGNAL, [$signal],
        __FILE__, __LINE__
    );
    $SIG{$signal} = \&_loop_signal_handler_generic;
    return;
}

sub _loop_signal_handler_pipe_bottom {
    my ($signal) = @_;
    $poe_kernel->_data_ev_enqueue(
        $poe_kernel, $poe_kernel, EN_SIGNAL, ET_SIGNAL, [$signal],
        __FILE__, __LINE__
    );
    $SIG{$signal} = \&_loop_signal_handler_pipe;
    return;
}

sub _loop_signal_handler_chld_bottom {
    my ($signal) = @_;
    $poe_kernel->_data_sig_enqueue_poll_event($signal);
    return;
}

1;

__END__

=head1 NAME

POE::Loop::PerlSignals - operating system signals through %SIG

=head1 SYNOPSIS

    package POE::Loop::Mine;
    use POE::Loop::PerlSignals;    # gives POE::Kernel loop_watch_signal and its kin
    package POE::Kernel;
    # ... the other functions of a bridge

=head1 DESCRIPTION

Every loop bridge that has no signals of its own loads this module, as the native loops do. It
defines three functions of a bridge in package POE::Kernel.

A watched signal's handler in C<%SIG> only notes the name. The note becomes an event when the loop
next waits. With C<POE_USE_SIGNAL_PIPE=0> the handler queues the event itself.

=head1 FUNCTIONS

=head2 loop_ignore_all_signals()

Ignores all that are watched. For a bridge's C<loop_finalize>.

=head2 loop_ignore_signal($name)

Puts C<DEFAULT> into C<%SIG>, for C<PIPE> C<IGNORE>. The handler of C<CHLD> stays as long as the
kernel waits for children. With C<USE_SIGCHLD> off, C<CHLD> is not touched.

=head2 loop_watch_signal($name)

Installs the handler. That of C<CHLD> goes in with the first look at child processes, after the
handler which asked for it has returned: a C<system> in that one still gets its own child's status.

=head1 SEE ALSO

L<POE::Loop>, L<POE::Kernel/SIGNALS>

=cut
