package Future::IO::Impl::POE;

# Future::IO on POE's kernel. It is the kernel's own session that watches the descriptors, so that operations
# need no session, begin before POE::Kernel runs, and end with their futures.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp         qw(croak);
use Errno        qw(EAGAIN EBADF EWOULDBLOCK);
use Scalar::Util qw(refaddr);

use POE::Future ();
use POE::Kernel;    # chooses a loop

BEGIN {
    eval { require Future::IO::ImplBase; Future::IO::ImplBase->VERSION(0.13); 1 }
        or croak
        'Future::IO::Impl::POE needs the module Future::IO, version 0.13 or later, from CPAN or ',
        'libfuture-io-perl: ', $@;
    our @ISA = ('Future::IO::ImplBase');
}

__PACKAGE__->APPLY;

use constant {
    READ     => POE::Kernel::MODE_RD(), WRITE => POE::Kernel::MODE_WR(),
    EXPEDITE => POE::Kernel::MODE_EX() };

sub _kernel { return $POE::Kernel::poe_kernel }

# ---- time and processes ----

sub sleep {
    my ($class, $seconds) = @_;
    return POE::Future->new_delay($seconds);
}

sub alarm {
    my ($class, $epoch) = @_;
    return POE::Future->new_alarm($epoch);
}

sub waitpid {
    my ($class, $pid) = @_;
    return _kernel()->child($pid);
}

# ---- descriptors ----

sub ready_for_read {
    my ($class, $handle) = @_;
    return _when(ready_for_read => $handle, READ, sub {'done'});
}

sub ready_for_write {
    my ($class, $handle) = @_;
    return _when(ready_for_write => $handle, WRITE, sub {'done'});
}

# An attempt says how to complete the future, and with what; or nothing, when the descriptor was not ready.
sub _fails {
    my ($name, $handle) = @_;
    return if $! == EAGAIN or $! == EWOULDBLOCK;
    return (fail => "$name: $!\n", $name => $handle, $!);
}

sub accept {
    my ($class, $handle) = @_;
    return _when(
        accept => $handle,
        READ,
        sub {
            my $socket = $handle->accept;
            return $socket ? (done => $socket) : _fails(accept => $handle);
        });
}

# Nothing at the end of the file.
sub sysread {
    my ($class, $handle, $length) = @_;
    return _when(
        sysread => $handle,
        READ,
        sub {
            my $got = $handle->sysread(my $octets, $length);
            return $got ? (done => $octets) : defined $got ? 'done' : _fails(sysread => $handle);
        });
}

sub syswrite {
    my ($class, $handle, $octets) = @_;
    return _when(
        syswrite => $handle,
        WRITE,
        sub {
            my $sent = $handle->syswrite($octets);
            return defined $sent ? (done => $sent) : _fails(syswrite => $handle);
        });
}

# What has come to pass of the events that poll(2) knows: those that were asked for, errors, hanging up.
sub poll {
    my ($class, $handle, $mask) = @_;
    require IO::Poll;
    my @modes = (
        $mask & (IO::Poll::POLLIN() | IO::Poll::POLLHUP() | IO::Poll::POLLERR()) ? READ     : (),
        $mask & IO::Poll::POLLOUT()                                              ? WRITE    : (),
        $mask & IO::Poll::POLLPRI()                                              ? EXPEDITE : (),
    );
    croak 'poll: for which events?' if !@modes;
    my $look = sub {
        my $events = _events_of($handle, $mask);
        return $events ? (done => $events) : ();
    };
    my $future = _when(poll => $handle, shift @modes, $look);
    _wait_for($future, poll => $handle, $_, $look) for @modes;
    return $future;
}

sub _events_of {
    my ($handle, $mask) = @_;
    my $poll = IO::Poll->new;
    $poll->mask($handle => $mask);
    return $poll->poll(0) > 0 ? $poll->events($handle) : 0;
}

# ---- those who wait ----

# By descriptor and mode: the handle, and in their order futures with their attempts.
my %queue;

sub _when {
    my ($name, $handle, $mode, $attempt) = @_;
    return _wait_for(POE::Future->new, $name, $handle, $mode, $attempt);
}

sub _wait_for {
    my ($future, $name, $handle, $mode, $attempt) = @_;
    my $number = fileno $handle;
    if (!defined $number) {
        local $! = EBADF;
        return $future->fail("$name: $!\n", $name => $handle, $!);
    }
    my $queue = $queue{$number}{$mode};
    $queue = _begin($number, $mode, $handle)
        if !$queue
        or refaddr $queue->{handle} != refaddr $handle;
    push @{ $queue->{waiting} }, [ $future, $attempt ];
    $future->on_ready(sub { _end($queue) if !_next_of($queue) });
    return $future;
}

# The first one that still waits.
sub _next_of {
    my ($queue) = @_;
    my $waiting = $queue->{waiting};
    shift @$waiting while @$waiting and $waiting->[0][0]->is_ready;
    return $waiting->[0];
}

# The number may have been that of a handle that was closed. What the program's own sessions watch is
# watched by another number, as pausing concerns all who watch the same.
sub _begin {
    my ($number, $mode, $handle) = @_;
    my $before = $queue{$number}{$mode};
    _abandon($before) if $before;
    _kernel()->_ready_for_more;
    my $queue = $queue{$number}{$mode} = {
        number  => $number,
        mode    => $mode,
        handle  => $handle,
        waiting => [],
        watched => _kernel()->_data_handle_is_good($handle, $mode)
        ? _another_for($handle)
        : $handle,
    };
    _kernel()->_data_handle_add(
        $queue->{watched}, $mode, _kernel(), '_complete_future',
        [ sub { _serve($queue) } ]);
    return $queue;
}

sub _another_for {
    my ($handle) = @_;
    for my $mode (qw(+<& <& >&)) {
        my $other = _opened($mode, $handle);
        return $other if $other;
    }
    return $handle;
}

sub _opened {
    my ($mode, $handle) = @_;
    no warnings 'io';
    my $other;
    return open($other, $mode, $handle) ? $other : undef;
}

sub _end {
    my ($queue) = @_;
    my ($number, $mode) = @$queue{qw(number mode)};
    my $watched = delete $queue->{watched} or return;
    _kernel()->_data_handle_remove($watched, $mode, _kernel()->ID);
    my $current = $queue{$number}{$mode};
    return if !$current or $current != $queue;
    delete $queue{$number}{$mode};
    delete $queue{$number} if !%{ $queue{$number} };
    return;
}

# One for each time that it is ready.
sub _serve {
    my ($queue) = @_;
    my $next = _next_of($queue) or return _end($queue);
    my ($future, $attempt) = @$next;
    my ($how, @with)       = $attempt->();
    $future->$how(@with) if $how;
    return;
}

# Whoever closes a handle does not hear of it any more.
sub _abandon {
    my ($queue) = @_;
    my @waiting = splice @{ $queue->{waiting} };
    _end($queue);
    for my $future (map { $_->[0] } @waiting) {
        $future->fail("poll: the handle was closed\n", poll => $queue->{handle}, EBADF)
            if !$future->is_ready;
    }
    return;
}

1;

__END__

=head1 NAME

Future::IO::Impl::POE - Future::IO on POE

=head1 SYNOPSIS

=for example Future/0.49 Future::AsyncAwait/0.54 Future::IO

    use POE qw(Future);
    use Future::AsyncAwait;
    use Future::IO;
    use Future::IO::Impl::POE;

    pipe my $in, my $out or die $!;

    POE::Session->create(
        inline_states => {
            _start => async sub {
                $_[KERNEL]->yield('other');
                my $read = Future::IO->sysread($in, 100);
                await Future::IO->sleep(0.01);
                await Future::IO->syswrite($out, 'hello');
                print await($read), "\n";
            },
            other => sub { print "others go on meanwhile\n" },
        },
    );
    POE::Kernel->run;
    # prints:
    #   others go on meanwhile
    #   hello

=head1 DESCRIPTION

What is written for L<Future::IO> runs on POE's kernel after this module is loaded: timers, descriptors, processes. It
has the name and the methods of the module of POE-Future, which it replaces. It needs Future::IO 0.13 or later:
C<Future::IO::Impl::POE needs the module Future::IO, version 0.13 or later, from CPAN or libfuture-io-perl>.

No session is needed: descriptors are watched by the kernel itself, from when the first future asks to when the last one
is ready or cancelled. So operations may begin before C<< POE::Kernel->run >>, and C<get> outside of handlers runs the
kernel until they are done. Within handlers they are awaited. What runs does not keep C<run> from returning when the last
session has ended; a handler that awaits keeps its session.

Several may wait for one descriptor: each time that it is ready the first one gets it. The futures are of class
L<POE::Future>.

The handle becomes non-blocking, as any that POE watches. A program's own select on the same handle goes on, with one
exception: who sets one while an operation waits, and pauses it, pauses both.

=head1 METHODS

They are called by Future::IO. C<$handle> is an L<IO::Handle>. What fails does so as Future::IO says: C<NAME: TEXT>, with the name
as category, and the handle and the error as details. A handle that is not open fails at once; one that was closed while
somebody waited, when another takes its number: C<poll: the handle was closed>.

=head2 accept($handle)

The next connection of a socket that listens.

=head2 alarm($epoch)

Done at that time.

=head2 poll($handle, $mask)

Done with those of the events of poll(2) in the mask that have come to pass, and C<POLLERR> and C<POLLHUP> if they have.
It dies of a mask with none that it knows: C<poll: for which events?>

=for example Future/0.49 Future::AsyncAwait/0.54 Future::IO

    use POE qw(Future);
    use Future::IO::Impl::POE;
    use IO::Poll qw(POLLIN POLLOUT);

    pipe my $in, my $out or die $!;
    my $events = Future::IO::Impl::POE->poll($out, POLLOUT)->get;
    print "there is room\n" if $events & POLLOUT;
    # prints: there is room

=head2 ready_for_read($handle)

Done when there is something to read, or the end.

=head2 ready_for_write($handle)

Done when there is room to write.

=head2 sleep($seconds)

Done after so many seconds.

=head2 sysread($handle, $length)

At most so many octets; an empty list at the end of the file.

=head2 syswrite($handle, $octets)

How many of them were written.

=head2 waitpid($pid)

The exit status of a child process, also of one that has ended before.

=head1 SEE ALSO

L<Future::IO>, L<POE::Future>

=cut
