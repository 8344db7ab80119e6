use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use POSIX ();
use Test::More;
use WheelMakers;

use POE;

# A process that is forked while there is a wheel lets go of its copy in some way and ends: the wheel in the
# parent goes on. Or the parent lets go, as a daemon's does, and the wheel works in the child.

# The ways for a child to let go.
my %lets_go = (
    'ends at once'     => sub { POSIX::_exit(0) },
    'drops the wheel'  => sub { $_[KERNEL]->has_forked; delete $_[HEAP]{wheel}; POSIX::_exit(0) },
    'stops its kernel' => sub { $_[KERNEL]->stop;       %{ $_[HEAP] } = ();     POSIX::_exit(0) },
);

sub told_to_parent {
    my ($kind, $let_go) = @_;
    my @log;
    play(
        _start => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            $heap->{wheel} = make_wheel($kind, $heap);
            $kernel->delay(late => scaled(20));
            $heap->{poke}->();
        },
        told => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            push @log, 'told';
            return $kernel->yield('end') if @log == 3;
            my $pid = fork // die "fork: $!";
            $let_go->(@_) if !$pid;
            waitpid $pid, 0;
            $heap->{poke}->();
        },
        failed => sub { push @log, "failed $_[ARG0] $_[ARG2]"; $_[KERNEL]->yield('end') },
        late   => sub { push @log, 'late';                     $_[KERNEL]->yield('end') },
        end    => \&end,
    );
    return "@log";
}

sub end {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    kill KILL => $heap->{pid} and waitpid $heap->{pid}, 0 if $heap->{pid};
    %$heap = ();
    $kernel->delay('late');
    return;
}

for my $kind (wheel_kinds()) {
    is told_to_parent($kind, $lets_go{$_}), 'told told told', "$kind, and the child $_"
        for sort keys %lets_go;
}

# The parent only waits; what the child's wheel tells comes back in a pipe.
sub told_to_child {
    my ($kind) = @_;
    pipe my $in, my $out or die $!;
    my $pid;
    my $told = 0;
    play(
        _start => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            $heap->{wheel} = make_wheel($kind, $heap);
            $kernel->yield('fork');
        },
        fork => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            $pid = fork // die "fork: $!";
            if ($pid) {
                %$heap = ();
                return;
            }
            $kernel->has_forked;
            $kernel->delay(late => scaled(20));
            $heap->{poke}->();
        },
        told => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            syswrite $out, 'told ';
            return $heap->{poke}->() if ++$told < 2;
            kill KILL => $heap->{pid} if $heap->{pid};
            %$heap = ();
            $kernel->delay('late');
        },
        failed => sub { syswrite $out, "failed $_[ARG0]"; %{ $_[HEAP] } = () },
        late   => sub { syswrite $out, 'late';            %{ $_[HEAP] } = () },
        _stop  => sub { syswrite $out, 'stop' if !$pid },
    );
    POSIX::_exit(0) if !$pid;
    close $out;
    my $log = join '', <$in>;
    waitpid $pid, 0;
    1 until wait < 0;
    return $log;
}

{
    local $SIG{__WARN__} = sub { };    # the child process is still there when run() returns
    is told_to_child($_), 'told told stop', "$_ goes on in a child" for wheel_kinds();
}

done_testing;
