package POE::Component::IKC::Server::Workers;

# Part of the Server: processes that are forked beforehand and accept from the same socket.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno qw(EAGAIN ECHILD);
use POSIX qw(WNOHANG);

use POE::Component::IKC::Util qw(monitor_error);
use POE::Kernel               ();
use POE::Session              ();

# A worker that has used so many seconds of a processor is one too many.
use constant { CPU_SECONDS => 1200, WASTE => 60 };

sub _kernel { return $POE::Kernel::poe_kernel }

sub _say {
    my ($self, $text) = @_;
    print {*STDERR} "$$: $text\n" if $self->{verbose};
    return;
}

# ---------------------------------------------------------------------------
# The parent

sub begin {
    my ($self) = @_;
    $self->{workers}   = {};
    $self->{is_parent} = 1;
    $self->{wheel}->pause_accept;
    _kernel()->sig($_ => "sig_$_") for qw(CHLD INT TERM USR1 USR2);
    $self->{to_fork} = $self->{processes} - 1;
    _kernel()->yield('fork');
    _kernel()->delay(babysit => $self->{babysit}) if $self->{babysit};
    return;
}

# One at a time.
sub fork {
    my ($self) = $_[POE::Session::HEAP];
    return if !$self->{is_parent} or $self->{is_over} or $self->{to_fork} < 1;
    my $pid = CORE::fork;
    return _no_fork($self)       if !defined $pid;
    return _become_worker($self) if !$pid;
    $self->{to_fork}--;
    $self->{workers}{$pid} = { since => time };
    _kernel()->sig_child($pid, 'sig_CHLD');
    _say($self, "forked $pid");
    return _kernel()->yield('fork') if $self->{to_fork};

    if (!$self->{has_told}++) {
        _kernel()->signal(_kernel(), '__parent');
        _kernel()->delay(waste_time => WASTE);
    }
    return;
}

sub _no_fork {
    my ($self) = @_;
    my ($number, $text) = ($! + 0, "$!");
    return _kernel()->delay(retry => 1) if $number == EAGAIN or $number == ECHILD;
    monitor_error($self->{on_error}, 'fork', $number, $text);
    return _give_up($self);
}

sub _give_up {
    my ($self) = @_;
    $self->{is_over} = 1;
    delete $self->{wheel};
    _kernel()->alarm_remove_all;
    return;
}

sub retry      { return _kernel()->yield('fork') }
sub waste_time { return _kernel()->delay(waste_time => WASTE) }

# ---------------------------------------------------------------------------
# A worker

sub _become_worker {
    my ($self) = @_;
    my $workers = delete $self->{workers};
    _kernel()->has_forked;
    @$self{qw(is_parent is_worker)} = (0, 1);
    _kernel()->sig($_)       for qw(CHLD INT TERM USR1 USR2);
    _kernel()->sig_child($_) for keys %$workers;
    _kernel()->alarm_remove_all;
    $self->{left} = $self->{connections};
    $self->{wheel}->resume_accept;
    _kernel()->signal(_kernel(), '__child');
    return;
}

sub accepted {
    my ($self) = @_;
    return if !$self->{is_worker} or --$self->{left} > 0;
    delete $self->{wheel};
    return;
}

# Its last connection is over.
sub closed {
    my ($self) = @_;
    return if !$self->{is_worker} or $self->{wheel} or keys %{ $self->{channels} };
    _kernel()->post(IKC => 'shutdown');
    _kernel()->alias_remove(delete $self->{alias}) if $self->{alias};
    return;
}

# ---------------------------------------------------------------------------
# Signals

sub sig_CHLD {
    my ($self, $pid) = @_[ POE::Session::HEAP, POE::Session::ARG1 ];
    return if !$self->{is_parent} or !defined $pid;
    _lost($self, $pid);
    return;
}

sub _lost {
    my ($self, $pid) = @_;
    return if !delete $self->{workers}{$pid};
    _say($self, "$pid has ended");
    return if $self->{is_over};
    $self->{to_fork}++;
    _kernel()->yield('fork');
    return;
}

sub sig_INT {
    my ($self) = $_[POE::Session::HEAP];
    $self->{is_over} = 1;
    _kernel()->alarm_remove_all;
    end($self);
    _kernel()->post(IKC => 'shutdown');
    _kernel()->sig_handled;
    return;
}

sub sig_TERM {
    delete $_[POE::Session::HEAP]{wheel};
    goto &sig_INT;
}

sub sig_USR1 { return _tell_state($_[POE::Session::HEAP], 0) }
sub sig_USR2 { return _tell_state($_[POE::Session::HEAP], 1) }

sub _tell_state {
    my ($self, $is_verbose) = @_;
    my $kernel = _kernel();
    print {*STDERR} "$$: ", $kernel->_data_ses_count,
        " sessions, workers: @{[ sort keys %{ $self->{workers} || {} } ]}\n";
    if ($is_verbose and $POE::Component::IKC::Responder::ikc) {
        print {*STDERR} "$$: $_\n" for $POE::Component::IKC::Responder::ikc->channel_names;
    }
    $kernel->sig_handled;
    return;
}

# ---------------------------------------------------------------------------
# Babysitting: workers that ended without a word, and those that run wild

sub babysit {
    my ($self) = $_[POE::Session::HEAP];
    return if $self->{is_over} or !$self->{is_parent};
    my $has_rogues = 0;
    for my $pid (sort keys %{ $self->{workers} }) {
        if (!kill 0, $pid) { _lost($self, $pid); next }
        $has_rogues = $self->{workers}{$pid}{signals} //= [ 2, 15, 9 ]
            if _seconds_of($pid) > CPU_SECONDS;
    }
    _kernel()->delay(rogues  => 2 * $self->{babysit}) if $has_rogues;
    _kernel()->delay(babysit => $self->{babysit});
    return;
}

# Each time something stronger.
sub rogues {
    my ($self) = $_[POE::Session::HEAP];
    my $left = 0;
    for my $pid (sort keys %{ $self->{workers} }) {
        my $signals = $self->{workers}{$pid}{signals} or next;
        my $signal  = shift @$signals;
        if ($signal) { kill $signal, $pid; $left++ }
        else         { _lost($self, $pid) }
    }
    _kernel()->delay(rogues => 2 * $self->{babysit}) if $left;
    return;
}

sub _seconds_of {
    my ($pid) = @_;
    open my $in, '<', "/proc/$pid/stat" or return 0;
    my $line  = readline $in;
    my @field = split ' ', $line =~ s/\A.*\) //sr;
    return ($field[11] + $field[12]) / (POSIX::sysconf(POSIX::_SC_CLK_TCK()) || 100);
}

# The parent lives until it has reaped all of them.
sub end {
    my ($self) = @_;
    return if !$self->{is_parent};
    kill INT => keys %{ $self->{workers} } if %{ $self->{workers} };
    return;
}

1;
