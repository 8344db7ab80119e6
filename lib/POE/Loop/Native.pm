package POE::Loop::Native;

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Kernel;
use POE::Loop::PerlSignals;

# What a bridge has to offer beside signals. The waiting itself is compiled.
my %function = ((
        map { $_ => POE::Loop::Native->can($_) }
            qw(loop_run loop_do_timeslice loop_watch_filehandle loop_ignore_filehandle
            loop_pause_filehandle loop_resume_filehandle)
    ),
    loop_initialize          => sub {return},
    loop_finalize            => sub { $_[0]->loop_ignore_all_signals; return },
    loop_halt                => sub {return},
    loop_attach_uidestroy    => sub {return},
    loop_resume_time_watcher => sub {return},
    loop_reset_time_watcher  => sub {return},
    loop_pause_time_watcher  => sub {return},
);

# Packages that stand for the native loop: those that put it in place.
my %is_native;

# With assertions a process that was forked and does not say so is noticed, as with other bridges.
sub _run_checked {
    my ($self) = @_;
    while ($self->_data_ses_count) {
        POE::Kernel::Checks::check_process();
        $self->loop_do_timeslice;
    }
    return;
}

# Puts the loop into package POE::Kernel. A foreign bridge may load a native one to build upon it:
# then the kernel goes on calling by name.
sub install {
    my ($class, $backend) = @_;
    $is_native{ scalar caller } = 1;
    no strict 'refs';
    no warnings qw(redefine once);
    *{"POE::Kernel::$_"} = $function{$_} for keys %function;
    *POE::Kernel::loop_run = \&_run_checked if POE::Kernel::ASSERT_DATA();
    _use($backend);
    POE::XS::_share_ev() if $POE::XS::program_loaded_ev;
    return;
}

# A file of the same name that is not ours is a bridge like any other.
sub is_native { return $is_native{ $_[1] } }

# The program uses EV: libev reaps children that POE does not watch by their pid.
sub _reaps_by_ev { return _is_shared() }

1;

__END__

=head1 NAME

POE::Loop::Native - the compiled loop behind Select, IO_Poll, Epoll, EV and Default

=head1 SYNOPSIS

=for example

    use POE qw(Loop::IO_Poll);
    print POE::XS::backend(), "\n";
    # prints: poll

=head1 DESCRIPTION

The kernel's own loop runs on libev, through the L<EV> distribution. Normally it is a private loop:
loading POE takes neither C<SIGCHLD> nor any child's status from the program.

When the program uses EV itself (it loaded EV before POE, says C<use EV> later, or uses AnyEvent,
which takes EV when it is there), or asks for C<Loop::EV>, the kernel moves to EV's default loop
with its next wait. Watchers of EV, AnyEvent and POE then run together, under C<< POE::Kernel->run
>> as well as under C<EV::run>. EV's default loop waits for all children of the process; POE hears
of them through it.

C<%SIG> handlers that the program sets itself run at once while the loop sleeps.

Regular files are always ready. Out-of-band data, of which libev knows nothing, is watched by an
epoll descriptor of its own on Linux. Timers there use a timerfd, so that they are exact below a
millisecond. A process that has been forked renews all of these before it first waits.

Programs do not load this module; they name one of the loops.

=head1 FUNCTIONS

=head2 install($backend)

For the modules of the native loops: puts the functions of a bridge into package POE::Kernel and
chooses C<select>, C<poll>, C<epoll>, C<EV> or C<default>.

=head2 loop_do_timeslice()

One turn: test for idleness, wait, files, due events.

=head2 loop_ignore_filehandle($handle, $mode)

Ends what C<loop_watch_filehandle> began.

=head2 loop_pause_filehandle($handle, $mode)

The same, for the present.

=head2 loop_resume_filehandle($handle, $mode)

Ends a pause.

=head2 loop_run()

Turns until no session is left.

=head2 loop_watch_filehandle($handle, $mode)

Watches a handle on behalf of a bridge that builds upon this loop. As long as a native loop is
chosen the kernel does not call these functions, but goes straight to the compiled ones.

L<POE::Loop> describes them, and the others of a bridge, which do nothing here.

=head1 SEE ALSO

L<POE::Loop>, L<POE::XS>, L<POE::Kernel>, L<EV>

=cut
