package POE::Kernel;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp                 qw(carp croak confess cluck);
use POE::Resource::Clock qw(monotime sleep mono2wall wall2mono walltime time);
use POE::Kernel::Constants;

BEGIN {
    POE::Kernel::Constants::declare_variables();
    POE::Kernel::Constants::define_fixed();
    POE::Kernel::Constants::define_configurable();
}

use POE::XS;
use POE::Kernel::Report;
use POE::Kernel::Signals;
use POE::Kernel::Files;
use POE::Kernel::Tables;

BEGIN {
    _set_catching(undef, CATCH_EXCEPTIONS() ? 1 : 0);
    _open_trace_file(TRACE_FILENAME()) if defined TRACE_FILENAME();
}

# Assertions and traces cost nothing until somebody wants them.
BEGIN {
    my $any = sub {
        return scalar grep { POE::Kernel->can($_)->() } @_;
    };
    POE::Kernel::Constants::define(
        CHECKING => $any->(
            qw(ASSERT_DATA ASSERT_EVENTS ASSERT_FILES ASSERT_RETVALS ASSERT_USAGE TRACE_RETVALS)));
    POE::Kernel::Constants::define(
        TRACING => $any->(
            qw(TRACE_EVENTS TRACE_FILES TRACE_REFCNT TRACE_RETVALS TRACE_SESSIONS TRACE_SIGNALS)));
}

# ---- import ----

sub _check_arguments {
    my ($args) = @_;
    return undef unless defined $args;    ## no critic (a value, in scalar assignment)
    croak 'POE::Kernel expects its arguments in a hash ref' unless ref $args eq 'HASH';
    my $loop = delete $args->{loop};
    croak 'Unknown POE::Kernel import arguments: ' . join ' ', sort keys %$args if %$args;
    return $loop;
}

sub import {
    my ($class, $args) = @_;
    my $loop    = _check_arguments($args);
    my $package = caller;
    no strict 'refs';
    *{"${package}::poe_kernel"}      = \$poe_kernel;
    *{"${package}::poe_main_window"} = \$poe_main_window;
    _set_up($loop) unless defined &poe_kernel_loop;
    return;
}

# Modules that use the kernel need not import from it, and a program need not say that it uses it, too: its first
# session is early enough.
sub _ready_for_sessions {
    _set_up() unless defined &poe_kernel_loop;
    return;
}

sub _set_up {
    my ($loop) = @_;
    require POE::Kernel::LoopChoice;
    POE::Kernel::LoopChoice::choose($loop);
    _recalc_id();
    _use_bridge() unless $poe_kernel->_loop_is_native;
    $poe_kernel->loop_initialize;
    $poe_kernel->_data_sig_initialize;
    POE::Session::_decide_plain() if POE::Session->can('_decide_plain');
    return;
}

sub _use_bridge {
    POE::Loop::Native::_use_bridge();
    POE::XS::_hide_ev();
    _take_child_signal_from_ev();
    return;
}

# A bridge that stands on EV would have it reap all children: they are the program's, and POE's.
sub _take_child_signal_from_ev {
    no warnings 'signal';
    $SIG{CHLD} = 'DEFAULT' if POE::Loop::Native::_is_others_signal('CHLD');
    return;
}

sub _loop_is_native {
    my $package = POE::Kernel::LoopChoice::loaded();
    return
           defined $package
        && POE::Loop::Native->can('is_native')
        && POE::Loop::Native->is_native($package);
}

sub new { return $poe_kernel }

# ---- who we are ----

my $pid         = $$;
my $id_sequence = 0;

sub _recalc_id {
    $pid = $$;
    _set_kernel_id(
        undef, sprintf '%s-%08x-%08x-%08x', _hostname(), CORE::time(), $pid,
        ++$id_sequence
    );
    return;
}

# A child process takes its parent's sessions along, but neither its children nor its signals.
sub _follow_fork {
    $poe_kernel->has_forked if $$ != $pid;
    return;
}

sub has_forked {
    if ($$ == $pid) {
        _warn('You should only call ->has_forked() from the child process.') if ASSERT_USAGE();
        return;
    }
    _recalc_id();
    $poe_kernel->_data_sig_has_forked;
    POE::XS::Resolver::Questions::_forked() if defined &POE::XS::Resolver::Questions::_forked;
    POE::XS::Probe::_forked() if $POE::XS::Probe::wanted and defined &POE::XS::Probe::_forked;
    return;
}

# ---- running ----

# Whether a call of run has not returned yet; a new thread has made none.
our $is_running;
sub _is_running { return $is_running ? 1 : 0 }

sub _initialize_kernel_session {
    _register_kernel(undef);
    return;
}

# Sessions were created after a run had ended: everything is set up for the next one.
sub _begin_again {
    _run_flags(undef, _run_flags(undef) & ~KR_RUN_DONE);
    _initialize_kernel_session();
    $poe_kernel->loop_initialize;
    $poe_kernel->_data_sig_initialize;
    return;
}

# The kernel's own session is there, for whoever watches something in its name.
sub _ready_for_more {
    _begin_again() if _run_flags(undef) & KR_RUN_DONE;
    return;
}

sub run {
    my $self = $poe_kernel;
    local $is_running = 1;
    _run_flags(undef, _run_flags(undef) | KR_RUN_CALLED);
    if ($$ != $pid) {
        _warn('Detected a fork, automatically calling ->has_forked()') if ASSERT_USAGE();
        $self->has_forked;
    }
    if (!_sessions_to_run()) {
        _warn('Not running the event loop because we have no sessions!') if ASSERT_DATA();
        return;
    }
    $self->_data_sig_add($self, 'IDLE', EN_SIGNAL);
    _begin_probe() if $POE::XS::Probe::wanted;
    $self->loop_run;
    return $self->_end_run;
}

sub _begin_probe {
    require POE::XS::Probe;
    POE::XS::Probe::_begin();
    return;
}

sub _end_run {
    my ($self) = @_;
    $self->_finalize_kernel;
    _run_flags(undef, _run_flags(undef) | KR_RUN_DONE);
    $self->_rethrow_kr_exception;
    return;
}

sub run_one_timeslice {
    my $self = $poe_kernel;
    if (!_sessions_to_run()) {
        $self->_end_run unless _run_flags(undef) & KR_RUN_DONE;
        return;
    }
    return _slice();
}

sub _slice {
    _begin_probe() if $POE::XS::Probe::wanted and ($POE::XS::Probe::begun || 0) != $$;
    $poe_kernel->loop_do_timeslice;
    $poe_kernel->_rethrow_kr_exception;
    return 1;
}

# The loop turns for who waits, with or without sessions; false when nothing could come of it.
sub _turn {
    return POE::XS::Futures::may_come() && _slice();
}

sub run_while {
    my ($self, $flag) = @_;
    1 while $$flag and $self->run_one_timeslice;
    return;
}

sub _finalize_kernel {
    my ($self) = @_;
    $self->loop_ignore_signal($_) for $self->_data_sig_get_safe_signals;
    _signal_ignore(undef, $self->ID, 'IDLE');
    $self->_data_sig_finalize;
    $self->loop_finalize;
    $self->_data_extref_finalize;
    $self->_data_sid_finalize;
    $self->_data_alias_finalize;
    $self->_data_handle_finalize;
    $self->_data_ev_finalize;
    $self->_data_ses_finalize;
    return;
}

# The kernel as a session: it polls for children, and ends the program when nothing came of IDLE.
sub _invoke_state {
    my ($self, $source, $event, $args) = @_;
    if ($event eq EN_SCPOLL) {
        $self->_data_sig_handle_poll_event($args->[0]);
    } elsif ($event eq EN_SIGNAL and $args->[0] eq 'IDLE') {
        $self->_test_for_zombie;
    } elsif ($event eq '_complete_future') {
        my $code = pop @$args;
        $code->(@$args);
    }
    return 0;
}

sub _set_id {return}

sub _warn_of_die_hook {
    _warn(
        "<sg> Event handler redefined global __DIE__ signal handler.\n",
        "<sg> This may conflict with CATCH_EXCEPTIONS handling.\n",
        "<sg> If global redefinition is necessary, do it in global code.\n",
    );
    return;
}

# A slot of @$poe_kernel as introspection modules read it.
sub _slot_snapshot {
    return POE::Kernel::Tables::snapshot($_[0]);
}

sub CLONE {
    $pid        = $$;
    $is_running = 0;
    return;
}

# ---- handlers, names ----

# state itself is compiled: it does the plain cases and leaves all others, and the errors, to this.
sub _register_any {
    my ($event, $handler, $method) = @_;
    $method = $event unless defined $method;
    $poe_kernel->get_active_session->_register_state($event, $handler, $method);
    return;
}

sub alias_list {
    my ($self, $of) = @_;
    my $session = $of ? $poe_kernel->_resolve_session($of) : $poe_kernel->get_active_session;
    if (!defined $session) {
        $poe_kernel->_explain_resolve_failure($of, 'harmless');
        return;
    }
    my @names = $poe_kernel->_data_alias_list($session->ID);
    return wantarray ? @names : $names[0];
}

# What bridges and wheels ask for under names of other modules; loaded when first called.
for my $name (qw(WIFEXITED WEXITSTATUS WIFSIGNALED WTERMSIG WIFSTOPPED WSTOPSIG sigprocmask uname))
{
    no strict 'refs';
    *$name = sub { require POSIX; goto &{"POSIX::$name"} };
}

sub hostname    { return _hostname() }
sub SIG_SETMASK { return POSIX->can('SIG_SETMASK')->() }

# ---- the end ----

sub _warn_if_never_run {
    my $flags = _run_flags(undef);
    return if !($flags & KR_RUN_SESSION) or $flags & KR_RUN_CALLED or $$ != $pid;
    _warn(
        "Sessions were started, but POE::Kernel's run() method was never\n",
        "called.  Nothing that they were meant to do has been done.  If\n",
        "the program stopped early because of an error, mend that first.\n",
        "Otherwise call POE::Kernel->run() once the sessions are there.\n",
        "A program that wants neither may call it before it creates any:\n",
        "without sessions it returns at once, and this warning is gone.\n",
    );
    return;
}

sub DESTROY {return}

END { _warn_if_never_run() }

# What POE 1.370 loads for itself, and programs use without saying so: loaded when they do. Packages within
# another come before it, whose module need not be loaded to find them.
POE::XS::_brings(
    qw(Config Cwd Errno Fcntl File::Spec FileHandle IO::File IO::Handle IO::Seekable
        IO::Socket::INET IO::Socket::UNIX IO::Socket POSIX SelectSaver Socket Symbol Sys::Hostname
        POE::Pipe::OneWay POE::Pipe POE::Queue::Array)
);

if (CHECKING) {
    require POE::Kernel::Checks;
    POE::Kernel::Checks::install();
}
if (TRACING) {
    require POE::Kernel::Trace;
    POE::Kernel::Trace::install();
}

1;
