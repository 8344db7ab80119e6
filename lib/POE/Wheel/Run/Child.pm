package POE::Wheel::Run::Child;

# What a forked process does until it is the wheel's program. None of this returns to what the parent
# was doing: whatever goes wrong ends the process.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Wheel::Run POE::Wheel::Run::Start);

use Carp  qw(carp);
use Errno qw(ENOENT);
use POE::Wheel::Run::Command;
use POE::Wheel::Run::Conduit;
use POSIX ();

my @STREAMS = (
    { handle => \*STDIN, mode  => '<', name => 'STDIN', called  => 'STDIN' },
    { handle => \*STDOUT, mode => '>', name => 'STDOUT', called => 'stdout' },
    { handle => \*STDERR, mode => '>', name => 'STDERR', called => 'stderr' },
);

sub become {
    my ($class, $option, $conduit, $teller) = @_;
    eval {
        _settle($class, $option, $conduit, $teller);
        _run_code($class, $option, $teller) if ref $option->{Program} eq 'CODE';
        _run_program($class, $option, $teller);
    };
    my $error = $@;
    _tell($teller, 'start', $! + 0, 'PROGRAM') if defined fileno $teller;
    $class->_warn_and_exit_child($error, 255);
}

# ---- becoming a process of its own ----

sub _settle {
    my ($class, $option, $conduit, $teller) = @_;
    _untie(ref $option->{Program} ne 'CODE');
    my $terminal = _own_terminal($option, $conduit);
    setpgrp 0, 0 unless $terminal or $option->{NoSetPgrp};
    _forget_signals();
    _take_identity($option);
    close $_ for grep {defined} @{ $conduit->{ours} };
    _connect($class, $conduit, $terminal, $teller);
    _send_at_once();
    return;
}

sub _untie {
    my ($aloud) = @_;
    for my $stream (@STREAMS) {
        my ($handle, $name) = @$stream{qw(handle name)};
        next unless tied *$handle;
        my $way = $name eq 'STDIN' ? 'out of' : 'into';
        carp "Cannot redirect $way tied $name.  Untying it" if $aloud;
        no warnings 'untie';
        untie *$handle;
    }
    return;
}

sub _own_terminal {
    my ($option, $conduit) = @_;
    my $pty = $conduit->{pty} or return;
    $pty->make_slave_controlling_terminal;
    my $terminal = $pty->slave;
    $terminal->set_raw;
    $terminal->set_winsize(@{ $option->{Winsize} }) if $option->{Winsize};
    return $terminal;
}

sub _forget_signals {
    no warnings 'signal';
    my @signals = grep { exists $SIG{$_} } $POE::Kernel::poe_kernel->_data_sig_get_safe_signals;
    @SIG{@signals} = ('DEFAULT') x @signals;
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), POSIX::SigSet->new);
    return;
}

# Whatever is not permitted is left as it is.
sub _take_identity {
    my ($option) = @_;
    my ($priority, $groups, $user) = @$option{qw(Priority Group User)};
    eval { setpriority 0, $$, $priority + getpriority 0, $$ } if defined $priority;
    if (defined $groups) {
        my ($group) = split ' ', $groups;
        POSIX::setgid($group);
        $( = $group;
        $) = $groups;
    }
    if (defined $user) {
        POSIX::setuid($user);
        $< = $> = $user;
    }
    return;
}

# ---- standard input, output and error ----

# Errors first, so that what fails later is told there.
sub _connect {
    my ($class, $conduit, $terminal, $teller) = @_;
    my @from  = map { _above_standard($_, $terminal) } @{ $conduit->{sources} };
    my @order = $from[2] eq POE::Wheel::Run::Conduit::OUTPUT ? (1, 2, 0) : (2, 1, 0);
    for my $fd (@order) {
        my $stream = $STREAMS[$fd];
        next if _reopen($stream, $fd, $from[$fd]);
        my $errno   = $! + 0;
        my $message = "can't redirect $stream->{called} in child pid $$: $!";
        _tell($teller, 'open', $errno, $stream->{name});
        $class->_warn_and_exit_child($message, $errno);
    }
    POSIX::close($_) for grep { !ref and $_ > 2 } @from;
    close $_ for @{ $conduit->{theirs} };
    return;
}

# A copy of the descriptor that no reopening can overwrite.
sub _above_standard {
    my ($source, $terminal) = @_;
    $source = fileno $terminal if $source eq POE::Wheel::Run::Conduit::TERMINAL;
    return $source if ref $source or $source < 0;
    my ($copy, @low);
    do {
        push @low, $copy if defined $copy;
        defined($copy = POSIX::dup($source)) or die "can't copy descriptor $source: $!\n";
    } until $copy > 2;
    POSIX::close($_) for @low;
    return $copy;
}

sub _reopen {
    my ($stream, $fd, $from) = @_;
    return 1 if $from eq POE::Wheel::Run::Conduit::INHERITED;
    if (ref $from) {
        $! = $$from;
        return;
    }
    $from = 1 if $from == POE::Wheel::Run::Conduit::OUTPUT;
    { no warnings 'unopened'; close $stream->{handle} }
    defined POSIX::dup2($from, $fd) or return;
    return open $stream->{handle}, "$stream->{mode}&=", $fd;
}

sub _send_at_once {
    for my $handle (\*STDERR, \*STDOUT) {
        select $handle;
        $| = 1;
    }
    return;
}

# ---- the program ----

sub _tell {
    my ($teller, @what) = @_;
    syswrite $teller, "@what\n";
    return;
}

# A loop control statement that leaves the code must not lead back into the parent's program.
sub _run_code {
    my ($class, $option, $teller) = @_;
    my ($code, $args) = @$option{qw(Program ProgramArgs)};
    _tell($teller, 'go');
    close $teller;
    _close_others() if $option->{CloseOnCall};
    my $error;
    {
        no warnings 'exiting';
        eval { $code->(@$args); 1 } or $error = $@;
    }
    $class->_exit_child_any_way_we_can(0) unless defined $error;
    $class->_warn_and_exit_child($error, 255);
    return;
}

sub _close_others {
    POSIX::close($_) for grep { $_ > 2 } _open_descriptors();
    return;
}

sub _open_descriptors {
    opendir my $folder, '/proc/self/fd' or return 3 .. POE::Wheel::Run::MAX_OPEN_FDS() - 1;
    return grep {/\A\d+\z/} readdir $folder;
}

sub _run_program {
    my ($class, $option, $teller) = @_;
    my @words = POE::Wheel::Run::Command::words_of($option);
    $! = 0;
    { no warnings 'exec'; exec @words if @words }
    $! ||= ENOENT;
    my ($errno, $program) = ($! + 0, $option->{Program});
    my $name    = ref $program eq 'ARRAY' ? join ' ', @$program : $program;
    my $message = "can't exec ($name) in child pid $$: $!";
    _tell($teller, 'exec', $errno, 'PROGRAM');
    $class->_warn_and_exit_child($message, $errno);
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::Run::Child - what a forked process does until it is the program of a wheel

=head1 DESCRIPTION

A part of L<POE::Wheel::Run>, not for programs.

=head1 FUNCTIONS

=head2 become($class, $option, $conduit, $teller)

Makes this process the one that the options describe. What fails is written to the handle C<$teller>.

I<Returns> never.

=head1 SEE ALSO

L<POE::Wheel::Run>, L<POE::Wheel::Run::Start>

=cut
