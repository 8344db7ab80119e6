package ToolkitBridge;

# The functions of a bridge in package POE::Kernel, made of those of a toolkit:
#   timer => sub ($seconds, $code)         what ends when its value does
#   io    => sub ($handle, $write, $code)  likewise
#   run, stop, once                        until stop is called; until something has come
# A bridge of its own has one timer, for the next event, and one watch for each file and mode.

use strict;
use warnings;

use POE::Loop::PerlSignals;
use Time::HiRes ();

our $depth = 0;    # how many callbacks of the toolkit are being run

my (%toolkit, %file, $timer, $thrown);

sub install {
    my ($class, %functions) = @_;
    %toolkit = %functions;
    my %bridge = (
        loop_run                 => \&_run,
        loop_do_timeslice        => sub { $_[0]->_test_if_kernel_is_idle; _turn($toolkit{once}) },
        loop_halt                => sub { $toolkit{stop}->() },
        loop_watch_filehandle    => \&_watch,
        loop_resume_filehandle   => \&_watch,
        loop_ignore_filehandle   => \&_ignore,
        loop_pause_filehandle    => \&_ignore,
        loop_resume_time_watcher => \&_wake_at,
        loop_reset_time_watcher  => \&_wake_at,
        loop_pause_time_watcher  => sub { undef $timer },
        loop_finalize => sub { %file = (); undef $timer; $_[0]->loop_ignore_all_signals },
        map {
            $_ => sub { }
        } qw(loop_initialize loop_attach_uidestroy),
    );
    no strict 'refs';
    *{"POE::Kernel::$_"} = $bridge{$_} for keys %bridge;
    return;
}

sub _run {
    my ($self) = @_;
    $self->_test_if_kernel_is_idle;
    _turn($toolkit{run}) while $self->_data_ses_count;
    return;
}

# Toolkits warn of what a callback throws, or lose it: it is kept for whoever runs the loop.
sub _turn {
    my ($code) = @_;
    $code->();
    return if !defined $thrown;
    my $error = $thrown;
    undef $thrown;
    die $error;
}

sub _called_back {
    my ($code) = @_;
    local $depth = $depth + 1;
    return if eval { $code->(); $POE::Kernel::poe_kernel->_test_if_kernel_is_idle; 1 };
    $thrown = $@;
    $toolkit{stop}->();
    return;
}

# ---- time ----

sub _wake_at {
    my ($self, $due) = @_;
    my $after = $due - Time::HiRes::time();
    $timer = $toolkit{timer}->($after > 0 ? $after : 0, \&_due);
    return;
}

sub _due {
    undef $timer;
    _called_back(sub { $POE::Kernel::poe_kernel->_data_ev_dispatch_due });
    return;
}

# ---- files ----

my @is_write = (0, 1);

sub _watch {
    my ($self, $handle, $mode) = @_;
    POE::Kernel::confess("this loop does not watch mode $mode") if !defined $is_write[$mode];
    my $number = fileno $handle;
    my $ready  = sub { $POE::Kernel::poe_kernel->_data_handle_enqueue_ready($mode, $number) };
    delete $file{$number}{$mode};
    $file{$number}{$mode}
        = $toolkit{io}->($handle, $is_write[$mode], sub { _called_back($ready) });
    return;
}

sub _ignore {
    my ($self, $handle, $mode) = @_;
    my $number = fileno $handle;
    delete $file{$number}{$mode} if defined $number;
    return;
}

# ---- what ends when its value does ----

sub ToolkitBridge::Guard::DESTROY { $_[0]->(); return }

sub guard {
    my ($code) = @_;
    return bless $code, 'ToolkitBridge::Guard';
}

1;
