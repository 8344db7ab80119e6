package POE::Wheel::Run::Start;

# Starts a wheel's process. A program is started by the compiled POE::Wheel::Run::_spawn where that can
# do all there is to do; everything else, and whatever fails there, is done by fork. Both return when
# the program runs, or it is known why it does not.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Wheel::Run);

use Carp qw(croak);
use Config;
use Errno qw(EINTR);
use POE::Pipe::OneWay;
use POE::Wheel::Run::Command;

# Whether to fork even for programs.
BEGIN {
    my $fork = $ENV{POE_WHEEL_RUN_FORK} ? 1 : 0;
    *FORK = sub () {$fork};
}

my @HANDLES = ([ STDIN => \*STDIN ], [ STDOUT => \*STDOUT ], [ STDERR => \*STDERR ]);

# Starts what the options say, connected to the conduit. Returns the process's ID and what failed in it:
# [operation, errno, handle], or undef.
sub process {
    my ($class, $option, $conduit) = @_;
    return _fork($class, $option, $conduit) if ref $option->{Program} eq 'CODE';
    _check_handles();
    my $pid = _may_spawn($conduit) && _spawn($option, $conduit);
    return $pid ? ($pid) : _fork($class, $option, $conduit);
}

# exec leaves them to the program by number. Tied ones for output are untied in the process.
sub _check_handles {
    for my $fd (0 .. 2) {
        my ($name, $handle) = @{ $HANDLES[$fd] };
        next if $fd and tied *$handle;
        my $at = fileno $handle;
        croak "Someone has closed or moved $name... exec() won't find it"
            unless defined $at and $at == $fd;
    }
    return;
}

# ---- compiled ----

# Programs that check tainted data, or have a fork or exec of their own, must get perl's.
sub _may_spawn {
    my ($conduit) = @_;
    return if FORK                        or ${^TAINT};
    return if defined &CORE::GLOBAL::fork or defined &CORE::GLOBAL::exec;
    return if tied *STDIN                 or tied *STDOUT or tied *STDERR;
    return !grep {ref} @{ $conduit->{sources} };
}

# The process's ID, or undef if it could not be started this way.
sub _spawn {
    my ($option, $conduit) = @_;
    my $command = POE::Wheel::Run::Command::of($option) or return;
    my $size    = $option->{Winsize};
    my $group   = $option->{Group};
    my @sources = @{ $conduit->{sources} };
    $sources[2] = POE::Wheel::Run::Conduit::OUTPUT() if $command->{error_to_output};
    return POE::Wheel::Run::_spawn({
        file     => $command->{file},
        argv     => $command->{argv},
        sources  => \@sources,
        signals  => _signals(),
        new_pgrp => !$option->{NoSetPgrp},
        terminal => $conduit->{pty} && $conduit->{pty}->ttyname,
        winsize  => $size           && pack('S4', @$size),
        groups   => defined $group  && [ split ' ', $group ],
        user     => $option->{User},
        priority => $option->{Priority},
    });
}

my ($signals, $signal_count);

# The numbers of the signals that the kernel takes part in.
sub _signals {
    my @names = $POE::Kernel::poe_kernel->_data_sig_get_safe_signals;
    return $signals if $signals and $signal_count == @names;
    my %number;
    @number{ split ' ', $Config{sig_name} } = split ' ', $Config{sig_num};
    $signal_count = @names;
    return $signals = [ grep {defined} @number{@names} ];
}

# ---- by fork ----

# Loaded when it is first needed. A process that is out of descriptors just then may try again later.
sub _load_child {
    return if eval { require POE::Wheel::Run::Child };
    my $reason = $@;
    delete @INC{ grep { !defined $INC{$_} } keys %INC };
    croak "couldn't fork: $reason";
}

# The child says "go" once its code is about to run, or what failed and why. A program that runs closes
# the pipe.
sub _fork {
    my ($class, $option, $conduit) = @_;
    _load_child();
    my ($listener, $teller) = _semaphore();
    my $pid = _fork_unsignalled();
    croak "couldn't fork: $!" unless defined $pid;
    if (!$pid) {
        close $listener;
        POE::Wheel::Run::Child::become($class, $option, $conduit, $teller);
    }
    close $teller;
    return ($pid, _verdict($listener));
}

sub _semaphore {
    local $^F = 2;
    my @ends = POE::Pipe::OneWay->new;
    croak "could not create semaphore pipe: $!" unless @ends;
    return @ends;
}

# No signal may come to the child before it has its own dispositions; it unblocks them itself.
sub _fork_unsignalled {
    my ($all, $before) = map { 'POSIX::SigSet'->new } 1, 2;
    $all->fillset;
    POE::Kernel::sigprocmask(POE::Kernel::SIG_SETMASK(), $all, $before);
    my $pid = fork;
    return $pid if defined $pid and !$pid;
    local $!;
    POE::Kernel::sigprocmask(POE::Kernel::SIG_SETMASK(), $before);
    return $pid;
}

# A process that failed is over, as far as signals can tell, when it has closed the pipe.
sub _verdict {
    my ($listener) = @_;
    my $said = '';
    until ($said eq "go\n") {
        my $got = sysread $listener, $said, 512, length $said;
        next if !defined $got and $! == EINTR;
        last unless $got;
    }
    return if $said eq '' or $said eq "go\n";
    return [ split ' ', $said ];
}

1;

__END__

=head1 NAME

POE::Wheel::Run::Start - starts the process of a wheel

=head1 DESCRIPTION

A part of L<POE::Wheel::Run>, not for programs. C<FORK> is a constant: whether programs, too, are started by
fork.

=head1 FUNCTIONS

=head2 process($class, $option, $conduit)

Starts it, and waits until it runs.

I<Returns> its ID and, if it did not come as far as its program, a reference to an array of what failed,
the error number, and on what. It dies if there can be no process.

=head1 SEE ALSO

L<POE::Wheel::Run>, L<POE::Wheel::Run::Child>

=cut
