package POE::XS::Report::Limit;

# Runs one program in a process group of its own, with limits of time and output. It is a program itself: a process
# of its own stands between the report and a test, so that whatever the test does cannot stop the report.

use strict;
use warnings;

our $VERSION = '2.000';

use Config;
use Errno       qw(EINTR);
use POSIX       qw(WNOHANG);
use Time::HiRes qw(sleep time);

use constant { SLICE => 0.1, CHUNK => 65_536, NOTE => '# poe-report: ' };

# The words in which run() says how a program ended are read by others.
use constant {
    AT_TIME   => 'stopped at the time limit',
    AT_OUTPUT => 'stopped after too much output'
};

sub command {
    my ($limit, @command) = @_;
    return (
        $^X, $INC{'POE/XS/Report/Limit.pm'},
        $limit->{seconds}, $limit->{octets}, $limit->{folder} // '.', @command
    );
}

sub run {
    my ($seconds, $octets, $folder, @command) = @_;
    my $self = {
        until => time + $seconds, left => $octets, parent => getppid,
        said  => 'of ' . $seconds . ' s',
    };
    @$self{qw(pid from)} = _start($folder, @command);
    local @SIG{qw(INT TERM HUP PIPE)} = (sub { _kill($self); exit 130 }) x 4;
    my $stopped = _copy($self);
    _kill($self);
    return _status($self, $stopped);
}

sub _start {
    my ($folder, @command) = @_;
    pipe my $from, my $to or die "pipe: $!\n";
    my $pid = fork() // die "fork: $!\n";
    return ($pid, $from) if $pid;
    setpgrp;
    open STDIN, '<', '/dev/null' or die "stdin: $!\n";
    open STDERR, '>&', $to       or die "stderr: $!\n";
    open STDOUT, '>&', $to       or die "stdout: $!\n";
    close $from;
    close $to;
    chdir $folder or _cannot("$folder: $!");
    { no warnings 'exec'; exec { $command[0] } @command; }
    return _cannot("$command[0]: $!");
}

sub _cannot {
    print {*STDERR} "$_[0]\n";
    return POSIX::_exit(127);
}

# Until the program ended and has no more to say. What it left running may hold the pipe open.
sub _copy {
    my ($self) = @_;
    while (1) {
        return AT_TIME   if time > $self->{until};
        return AT_OUTPUT if $self->{left} <= 0;
        exit 130         if getppid != $self->{parent} and _kill($self);
        my $octets = $self->{at_end} ? sleep(SLICE / 10) && 0 : _copy_some($self);
        _reap($self) and !$octets and return '';
    }
}

sub _copy_some {
    my ($self) = @_;
    vec(my $bits = '', fileno $self->{from}, 1) = 1;
    my $wait = defined $self->{status} ? SLICE / 4 : SLICE;
    return 0 if select($bits, undef, undef, $wait) <= 0;
    my $octets = sysread $self->{from}, my $text, CHUNK;
    return $! == EINTR ? 1 : 0 if !defined $octets;
    $self->{at_end} = !$octets;
    $self->{left} -= $octets;
    _write($text);
    return $octets;
}

sub _write {
    my ($text) = @_;
    while (length $text) {
        my $octets = syswrite STDOUT, $text;
        return if !defined $octets && $! != EINTR;
        substr $text, 0, $octets // 0, '';
    }
    return;
}

sub _reap {
    my ($self) = @_;
    return 1 if defined $self->{status};
    return 0 if waitpid($self->{pid}, WNOHANG) != $self->{pid};
    $self->{status} = $?;
    return 1;
}

# The group outlives its first process when that left others behind.
sub _kill {
    my ($self) = @_;
    kill KILL => -$self->{pid};
    return 1;
}

sub _status {
    my ($self, $stopped) = @_;
    if ($stopped) {
        _write("\n" . NOTE . $stopped . ($stopped eq AT_TIME ? " $self->{said}" : '') . "\n");
        return 124;
    }
    my ($signal, $exit) = ($self->{status} & 127, $self->{status} >> 8);
    return $exit if !$signal;
    my $name = (split ' ', $Config{sig_name})[$signal];
    _write("\n" . NOTE . "ended by signal $name\n");
    return 128 + $signal;
}

exit run(@ARGV) if !caller;

1;

__END__

=head1 NAME

POE::XS::Report::Limit - runs a program with limits of time and output

=head1 SYNOPSIS

=for example

    use POE::XS::Report::Limit;

    my %limit = (seconds => 2, octets => 1000);
    my $program = '$| = 1; print "ok\n"; kill TERM => $$';
    my @command = POE::XS::Report::Limit::command(\%limit, $^X, '-e', $program);
    open my $out, '-|', @command or die;
    print <$out>;
    # prints:
    #   ok
    #
    #   # poe-report: ended by signal TERM

=head1 DESCRIPTION

The file is a module and a program. As a program it runs another in a process group of its own, without
standard input, passes on to its standard output what that says on both of its outputs, and ends when that
ends. The group is killed then, or when a limit is passed, or when whoever started it is gone; so nothing that
a test leaves behind outlives it, except a process that made a session of its own.

How the program ended is told in a last line that is a comment to readers of TAP: C<# poe-report: stopped at
the time limit of 60 s>, C<# poe-report: stopped after too much output>, or C<# poe-report: ended by signal
SEGV>. The exit status is the program's own, 128 and the number of the signal, 124 after a limit, or 127 if the
program could not be started.

=head1 FUNCTIONS

=head2 command(\%limit, @command)

I<Returns> the command that runs another one with limits: C<seconds> and C<octets>, and the C<folder> to run it
in, by default the current one.

=head2 run($seconds, $octets, $folder, @command)

What the program does. I<Returns> the exit status.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<POE::XS::Report::Runner>

=cut
