package POE::Kernel::Signals;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the kernel's package
    POE::Kernel;

use strict;
use warnings;

use Carp ();

# An exited child that nobody watches is the program's to wait for. One that stays unwaited for so
# long shows that the program leaves that to POE.
sub UNWAITED_SECONDS () {60}

my %safe_signal;
my $has_children;      # a process is known, or must be assumed, to be running
my $awaits_any;        # some of the process's children, watched or not, are to be heard of
my $poll_is_queued;
my $polls_by_clock;    # waiting children are looked for every CHILD_POLLING_INTERVAL
my ($reaps_all, $reaped_any);
my $reads_pipe;
my ($pipe_reader, $pipe_writer);

# Statuses of children that ended before anybody watched them, the latest: sig_child may still come.
my (%ended, @ended);
sub ENDED_KEPT () {1024}

# ---- public ----

sub sig {
    my ($self, $signal, $event, @args) = @_;
    my $session = $poe_kernel->get_active_session;
    return unless $poe_kernel->_data_ses_exists($session->ID);
    return $poe_kernel->_data_sig_remove($session->ID, $signal) unless defined $event;
    return $poe_kernel->_data_sig_add($session, $signal, $event, \@args);
}

sub sig_child {
    my ($self, $child, $event, @args) = @_;
    my $session = $poe_kernel->get_active_session;
    my $number  = defined $child && $child =~ /\A-?\d+\z/ ? $child : 0;
    return unless $poe_kernel->_data_ses_exists($session->ID);
    if (defined $event) {
        $poe_kernel->_data_sig_pid_watch($session, $number, $event, \@args);
    } elsif ($poe_kernel->_data_sig_pids_is_ses_watching($session->ID, $number)) {
        $poe_kernel->_data_sig_pid_ignore($session->ID, $number);
    }
    return;
}

sub signal_ui_destroy {
    my ($self, $window) = @_;
    $poe_kernel->loop_attach_uidestroy($window);
    return;
}

sub _die_of_signal_handler {
    _die(
        ",----- DEPRECATION ERROR -----\n",
        "| A handler for _signal called sig_handled(). Such handlers are\n",
        "| not supported: watch the signal by name with sig() instead.\n",
        "`-----------------------------\n",
    );
}

# ---- watchers ----

sub _is_safe { return exists $safe_signal{ $_[0] } }

sub _data_sig_get_safe_signals { return keys %safe_signal }

sub _data_sig_add {
    my ($self, $session, $signal, $event, $args) = @_;
    my $first = _signal_watch(undef, $session, $signal, $event, $args || []);
    if ($first and _is_safe($signal)) {
        $has_children = $awaits_any = 1 if $signal =~ /\ACH?LD\z/;
        $poe_kernel->loop_watch_signal($signal);
    }
    return;
}

sub _data_sig_remove {
    my ($self, $sid, $signal) = @_;
    _signal_unwatched($signal) if _signal_ignore(undef, $sid, $signal);
    return;
}

# The last watcher of a signal is gone; of children when no signal is named.
sub _signal_unwatched {
    my ($signal) = @_;
    $signal = 'CHLD' unless defined $signal;
    return unless _is_safe($signal);
    return if $signal =~ /\ACH?LD\z/ and _child_count(undef);
    $poe_kernel->loop_ignore_signal($signal);
    return;
}

# ---- children ----

sub _data_sig_pid_watch {
    my ($self, $session, $child, $event, $args) = @_;
    $has_children = $awaits_any = 1;
    _child_watch(undef, $session, $child, $event, $args || []);
    $poe_kernel->loop_watch_signal('CHLD');
    _tell_of_earlier_end($child);
    return;
}

sub _data_sig_pid_ignore {
    my ($self, $sid, $child) = @_;
    _child_ignore(undef, $sid, $child);
    return if _child_count(undef) or $poe_kernel->_data_sig_explicitly_watched('CHLD');
    $poe_kernel->loop_ignore_signal('CHLD');
    return;
}

sub _watches_children {
    return
           _child_count(undef)
        || $poe_kernel->_data_sig_explicitly_watched('CHLD')
        || $poe_kernel->_data_sig_explicitly_watched('CLD');
}

sub _data_sig_kernel_awaits_pids {
    $has_children = _process_has_children(undef) if $has_children and _evs_children();
    return ($has_children and _watches_children()) ? 1 : 0;
}

# Those who watch a child are told of its end. Returns how many they were.
sub _tell_of_end {
    my ($child, $status) = @_;
    my @watches = _child_watches(undef, $child);
    for my $watch (@watches) {
        my (undef, $sid, $session, $event, $args) = @$watch;
        $poe_kernel->_data_ev_enqueue(
            $session, $poe_kernel, $event, ET_SIGCLD,
            [ 'CHLD', $child, $status, @$args ], 'POE/Resource/Signals.pm', __LINE__
        );
        _child_ignore(undef, $sid, $child);
    }
    return scalar @watches;
}

# Whether a child still runs, or its status is yet to be told; if not, $! says why it could not be asked.
sub _status_may_come {
    my ($child) = @_;
    return exists $ended{$child} || kill 0, $child;
}

sub _keep_status {
    my ($child, $status) = @_;
    push @ended, $child if !exists $ended{$child};
    $ended{$child} = $status;
    delete $ended{ shift @ended } if @ended > ENDED_KEPT;
    return;
}

# A number that is a running child's again is not the one that ended.
sub _tell_of_earlier_end {
    my ($child) = @_;
    return if !%ended or !exists $ended{$child};
    my $status = delete $ended{$child};
    @ended = grep { $_ != $child } @ended;
    my ($got, $fresh) = _reap(undef, $child);
    $status = $fresh if $got == $child;
    _tell_of_end($child, $status) if $got;
    return;
}

# One child is over: those who watch it first, then all who watch CHLD.
sub _child_reaped {
    my ($self, $child, $status) = @_;
    _keep_status($child, $status) if !_tell_of_end($child, $status);
    $poe_kernel->_data_ev_enqueue(
        $poe_kernel, $poe_kernel, EN_SIGNAL, ET_SIGNAL,
        [ 'CHLD', $child, $status ], 'POE/Resource/Signals.pm', __LINE__
    ) if $poe_kernel->_data_ses_exists($poe_kernel->ID);
    $reaped_any = 1;
    return;
}

# All children, as whoever watches CHLD wants them. Returns whether some still run.
sub _reap_all {
    while (1) {
        my ($child, $status) = _reap(undef, -1);
        return $child == 0 ? 1 : 0 if $child <= 0;
        $poe_kernel->_child_reaped($child, $status);
    }
}

# Only those that somebody watches: the others are the program's own.
sub _reap_watched {
    my %seen;
    my $running = 0;
    for my $child (
        sort { $a <=> $b }
        grep { $_ > 0 and !$seen{$_}++ } map { $_->[0] } _child_watches(undef))
    {
        my ($got, $status) = _reap(undef, $child);
        $running = 1 if $got == 0;
        $poe_kernel->_child_reaped($child, $status) if $got == $child;
    }
    return $running;
}

sub _data_sig_reap_pids {
    local ($!, $?);
    _reap_children();
    $awaits_any &&= _process_has_children(undef);
    return $has_children;
}

sub _reap_children {
    my $explicit = $poe_kernel->_data_sig_explicitly_watched('CHLD')
        || $poe_kernel->_data_sig_explicitly_watched('CLD');
    return $has_children = _reap_all() if !_evs_children() and ($explicit or $reaps_all);
    $has_children = _reap_watched();
    if (!_evs_children() and _leaves_a_child(undef, UNWAITED_SECONDS)) {
        $reaps_all    = 1;
        $has_children = _reap_all();
    }
    $has_children = 1 if $explicit and _evs_children();    # libev tells of them
    return;
}

# On EV's default loop it is libev that reaps whatever is not watched by its pid.
sub _evs_children {
    return defined &POE::Loop::Native::_reaps_by_ev && POE::Loop::Native::_reaps_by_ev();
}

# Another had the signal for a while, and a child may have ended meanwhile. A handler that the program
# has left there stays.
sub _child_signal_was_touched {
    return if _evs_children() or !_watches_children();
    my $now = $SIG{CHLD};
    return $poe_kernel->_data_sig_enqueue_poll_event('CHLD')
        if !defined $now
        or $now eq ''
        or $now eq 'DEFAULT'
        or (ref $now and $now == \&_loop_signal_handler_chld);
    return $poe_kernel->_data_sig_reap_pids;
}

# ---- polling ----

sub _queue_poll {
    my ($signal, $after) = @_;
    return if $poll_is_queued or !$poe_kernel->_data_ses_exists($poe_kernel->ID);
    $poll_is_queued = 1;
    $poe_kernel->_data_ev_enqueue(
        $poe_kernel, $poe_kernel, EN_SCPOLL, ET_SCPOLL, [$signal],
        'POE/Resource/Signals.pm', __LINE__, undef, walltime() + $after
    );
    return;
}

sub _data_sig_enqueue_poll_event {
    my ($self, $signal) = @_;
    _queue_poll($signal, 0);
    return;
}

# A poll that comes by the clock is no work: an otherwise idle program stays idle.
sub _data_sig_begin_polling {
    my ($self, $signal) = @_;
    return if $polls_by_clock;
    $polls_by_clock = 1;
    $poe_kernel->_idle_queue_grow;
    _queue_poll($signal, CHILD_POLLING_INTERVAL);
    return;
}

sub _data_sig_cease_polling {
    return unless $polls_by_clock;
    $polls_by_clock = 0;
    $poe_kernel->_idle_queue_shrink;
    return;
}

# The handler goes in before children are looked for: none can slip through between.
sub _data_sig_handle_poll_event {
    my ($self, $signal) = @_;
    $poll_is_queued = 0;
    return if !USE_SIGCHLD and !$polls_by_clock;
    if (USE_SIGCHLD and !_evs_children()) {
        no warnings 'signal';
        $SIG{$signal} = \&_loop_signal_handler_chld;
        _mind_child_signal($SIG{$signal});
    }
    $poe_kernel->_data_sig_reap_pids;
    if (!USE_SIGCHLD) {
        _queue_poll($signal, CHILD_POLLING_INTERVAL);
    } elsif (!$has_children and !_watches_children()) {
        $poe_kernel->loop_ignore_signal($signal);
    }
    return;
}

# ---- the signal pipe, for loops that are not ours ----

sub _data_sig_pipe_build {
    return if $reads_pipe or !USE_SIGNAL_PIPE or $poe_kernel->_loop_is_native;
    pipe $pipe_reader, $pipe_writer or _trap("<sg> can't make a signal pipe: $!");
    $poe_kernel->_data_handle_condition($_) for $pipe_reader, $pipe_writer;
    $signal_pipe_read_fd = fileno $pipe_reader;
    _set_signal_pipe(undef, $signal_pipe_read_fd, fileno $pipe_writer);
    $reads_pipe = 1;
    $poe_kernel->loop_watch_filehandle($pipe_reader, MODE_RD);
    return;
}

sub _data_sig_pipe_finalize {
    return unless $reads_pipe;
    $reads_pipe = 0;
    $poe_kernel->loop_ignore_filehandle($pipe_reader, MODE_RD) if defined fileno $pipe_reader;
    _set_signal_pipe(undef, -1, -1);
    undef $signal_pipe_read_fd;
    close $_ for grep { defined fileno $_ } $pipe_reader, $pipe_writer;
    return;
}

sub _drain_signal_pipe {
    1 while sysread $pipe_reader, my $bytes, 4096;
    _read_signals(undef);
    return;
}

sub _warn_of_fork {
    my ($signal, $new, $old) = @_;
    _warn(
        "<sg> Signal caught in different process than POE::Kernel initialized (newPID=$new oldPID=$old sig=$signal).\n"
    );
    _warn("Call POE::Kernel->has_forked() in the child process to relocate the signal handler.\n");
    return;
}

sub _data_sig_pipe_read          { _drain_signal_pipe(); return }
sub _data_sig_pipe_has_signals   { return _signals_are_waiting(undef) }
sub _data_sig_relocate_kernel_id {return}
sub _data_sig_mask_build         {return}

sub _set_mask {
    my ($fill) = @_;
    require POSIX;
    my $set = 'POSIX::SigSet'->new;
    $set->$fill;
    sigprocmask(SIG_SETMASK(), $set);
    return;
}

sub _data_sig_mask_all   { _set_mask('fillset');  return }
sub _data_sig_unmask_all { _set_mask('emptyset'); return }

# ---- beginning and end ----

sub _find_safe_signals {
    %safe_signal = map { $_ => 1 }
        grep {
        !/\A(?:NUM\d+|__\w+__|ALL|CATCHALL|DEFER|HOLD|IGNORE|MAX|PAUSE|RTMIN|RTMAX|SETS|SEGV|)\z/
        }
        keys %SIG;
    delete @safe_signal{qw(CHLD CLD)} if exists $INC{'Apache.pm'};
    return;
}

sub _data_sig_initialize {
    my ($self) = @_;
    _find_safe_signals();
    $poll_is_queued = $polls_by_clock = $has_children = $awaits_any = $reaped_any = 0;
    $poe_kernel->_idle_queue_reset;
    _set_finalizing(undef, 0);
    $poe_kernel->_data_sig_pipe_build;
    $poe_kernel->loop_ignore_signal($_) for grep { exists $SIG{$_} } qw(CHLD CLD PIPE);
    return;
}

# Takes the children that are over: whether others still run, and those.
sub _take_children {
    local ($!, $?);
    my @over;
    while ((my $child = waitpid -1, WNOHANG) != -1) {
        return (1, @over) if $child == 0;
        push @over, $child;
    }
    return (0, @over);
}

# Children that were reaped in silence so far go on being so.
sub _report_children {
    my ($running, @over) = @_;
    @over = () if $reaped_any;
    return unless $running or @over;
    _warn("!!! Stopped child process (PID $_) reaped when POE::Kernel->run() is ready to return.\n")
        for @over;
    _warn(
        "!!! At least one child process is still running when POE::Kernel->run() is ready to return.\n"
    ) if $running;
    _warn("!!! Be sure to use sig_child() to reap child processes.\n");
    _warn("!!! In extreme cases, failure to reap child processes has\n");
    _warn("!!! resulted in a slow 'fork bomb' that has halted systems.\n");
    return;
}

sub _data_sig_finalize {
    my ($self) = @_;
    my $clean = 1;
    _set_finalizing(undef, 1);
    $poe_kernel->_data_sig_pipe_finalize;
    my ($running, @over) = _evs_children() ? 0 : _take_children();
    if (my $count = _child_count(undef) || ($awaits_any && $running)) {
        _warn("!!! Kernel has $count child process(es).\n");
        $clean = 0;
    }
    _report_children($running, @over);
    if ($polls_by_clock) {
        _warn("!!! Finalizing signals while polling is active.\n");
        $clean = 0;
    }
    if ($poe_kernel->_data_sig_explicitly_watched('CHLD')) {
        _warn("!!! Finalizing signals while a blanket _child signal is watched.\n");
        $clean = 0;
    }
    %safe_signal = ();
    return $clean;
}

sub _data_sig_reset_procs {
    $has_children = $poll_is_queued = 0;
    return;
}

# In a child process: its parent's children are not its own, and the pipe is shared no longer. Children
# that it has started itself since the fork are.
sub _data_sig_has_forked {
    my ($self) = @_;
    _forget_parents_children(undef);
    $reaped_any   = 0;
    %ended        = ();
    $has_children = _child_count(undef) ? 1 : 0;
    $awaits_any   = $has_children;
    $poe_kernel->_data_sig_enqueue_poll_event('CHLD') if $has_children;
    $poe_kernel->_data_sig_cease_polling;
    $poe_kernel->_data_sig_pipe_finalize;
    $poe_kernel->_data_sig_pipe_build;
    return;
}

1;

__END__

=head1 NAME

POE::Kernel::Signals - signals and child processes

=head1 SYNOPSIS

=for example

    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub {
                defined(my $pid = fork) or die "fork: $!";
                exec $^X, '-e1' or die "exec: $!" if !$pid;
                $_[KERNEL]->sig_child($pid => 'over');
            },
            over => sub { print "status $_[ARG2]\n" },
        },
    );
    POE::Kernel->run;
    # prints: status 0

=head1 DESCRIPTION

POE::Kernel loads this module. It defines C<sig>, C<sig_child> and their kin, decides when C<%SIG>
is touched, and reaps child processes.

Nothing is installed in C<$SIG{CHLD}> until a session watches a child or C<CHLD>, and then only
after the handler that asked for it returned. While children are watched by their pids only, the
program's other children keep their statuses for its own C<waitpid> or C<close>. A session that
watches C<CHLD> gets all children. A child that nobody has waited for during a minute shows that the
program relies on POE to do so: from then on POE reaps every child.

With C<USE_SIGCHLD> off, children are looked for every C<CHILD_POLLING_INTERVAL> seconds, while some
session watches them. On EV's default loop libev reaps all that are not watched by their pid, and
tells the kernel.

A foreign loop learns of signals through a pipe whose reading end it watches like any file. The
native loops need none.

=head1 METHODS

They belong to package POE::Kernel, whose manual describes them: C<sig>, C<sig_child>,
C<signal_ui_destroy>. What bridges use is described in L<POE::Resource::Signals>.

=head1 SEE ALSO

L<POE::Kernel/SIGNALS>, L<POE::Loop::PerlSignals>

=cut
