package POE::XS::Probe::Place;

use strict;
use warnings;

our $VERSION = '2.000';

# Where sockets of probes are, for the probe that makes one and for viewers that look for them: one private
# folder a user, in it a socket named PID.sock.

use Errno                   qw(EAGAIN ECONNREFUSED ENOENT ESRCH);
use IO::Handle              ();
use POE::XS::Probe::Zombies ();
use Socket;

# $POE_PROBE_DIR, else below $XDG_RUNTIME_DIR, else in /tmp.
sub folder {
    for my $named ($ENV{POE_PROBE_DIR}) {
        return $named if defined $named and length $named;
    }
    my $runtime = $ENV{XDG_RUNTIME_DIR};
    return "$runtime/poe" if defined $runtime and $runtime =~ m{\A/} and -d $runtime;
    return "/tmp/poe-$>";
}

# Dies unless nobody else can put anything there. A link could lead anywhere.
sub check_folder {
    my ($folder) = @_;
    my @stat = lstat $folder or die "$folder: $!\n";
    die "$folder: not a folder\n"             if !-d _;
    die "$folder: belongs to somebody else\n" if $stat[4] != $>;
    die sprintf "%s: others may use it (mode %04o)\n", $folder, $stat[2] & oct 7777
        if $stat[2] & oct 77;
    return $folder;
}

sub make_folder {
    my ($folder) = @_;
    mkdir $folder, oct 700 or -e $folder or die "$folder: $!\n";
    return check_folder($folder);
}

sub path_of {
    my ($folder, $pid) = @_;
    return "$folder/$pid.sock";
}

# True: somebody listens there. A socket that nobody listens at is one of a process that died.
sub is_served {
    my ($path) = @_;
    socket my $probe, AF_UNIX, SOCK_STREAM, 0 or return;
    $probe->blocking(0);    # a program that is stopped takes nobody in
    return connect($probe, pack_sockaddr_un($path)) || $! == EAGAIN;
}

# Sockets of programs that were killed, with the files beside them. Only those of processes that are gone: one that
# is there may be about to listen.
use constant SWEPT_MOST => 200;

sub sweep {
    my ($folder) = @_;
    opendir my $dir, $folder or return;
    my @names = grep {/\A[0-9]{1,10}\.(?:sock|url)\z/} readdir $dir;
    splice @names, SWEPT_MOST if @names > SWEPT_MOST;
    for my $name (@names) {
        my ($pid) = $name =~ /\A([0-9]+)/;
        next if _is_there($pid);
        _sweep("$folder/$name");
    }
    return;
}

# One that has ended is there until it is waited for, and does nothing any more.
sub _is_there {
    my ($pid) = @_;
    return if !kill 0, $pid and $! == ESRCH;
    return !defined POE::XS::Probe::Zombies::name_of($pid);
}

# A file that another process put there meanwhile is another one.
sub _sweep {
    my ($path) = @_;
    my @stat   = lstat $path or return;
    return if $stat[4] != $> or !-f _ && !-S _;
    return if -S _ and is_served($path) || $! != ECONNREFUSED;
    my @now = lstat $path or return;
    unlink $path if "@now[0, 1, 10]" eq "@stat[0, 1, 10]";
    return;
}

# An old one of ours gives way; anything else stays, and is an error.
sub _make_way {
    my ($path) = @_;
    my @stat   = lstat $path or return;
    die "$path: not a socket of ours\n"   if !-S _            or $stat[4] != $>;
    die "$path: somebody listens there\n" if is_served($path) or $! != ECONNREFUSED;
    unlink $path or $! == ENOENT or die "$path: $!\n";
    return;
}

# The handle of a socket that nobody else can connect to.
sub listen_at {
    my ($path) = @_;
    die "$path: too long for a socket\n" if length $path > 100;
    _make_way($path);
    socket my $listener, AF_UNIX, SOCK_STREAM, 0 or die "socket: $!\n";
    my $umask = umask oct 177;
    my $bound = bind $listener, pack_sockaddr_un($path);
    my $error = $!;
    umask $umask;
    die "$path: $error\n" if !$bound;
    listen $listener, 8 or die "$path: $!\n";
    return $listener;
}

# On Linux; elsewhere the folder's mode has to do.
sub peer_user {
    my ($socket) = @_;
    return if $^O ne 'linux';
    my $bytes = getsockopt $socket, SOL_SOCKET, Socket::SO_PEERCRED() or return;
    return (unpack 'iII', $bytes)[1];
}

1;

__END__

=head1 NAME

POE::XS::Probe::Place - where the sockets of probes are

=head1 DESCRIPTION

One private folder a user, and in it a socket for each process, named by its ID. Probes and viewers share this.

=head1 FUNCTIONS

=head2 check_folder($folder)

Dies unless the folder is the user's own, no link, and closed to others: I<FOLDER: not a folder>, I<belongs to somebody
else>, I<others may use it>. I<Returns> its path.

=head2 sweep($folder)

Removes sockets of programs that were killed: of this user, whose process is gone, and at which nobody listens; the
files with addresses of their pages, too. I<Returns> nothing.

=head2 folder()

I<Returns> the path: C<$POE_PROBE_DIR>, F<poe> below C<$XDG_RUNTIME_DIR>, or F</tmp/poe-UID>.

=head2 is_served($path)

I<Returns> whether somebody listens at a socket; C<$!> says why not.

=head2 listen_at($path)

Dies if that cannot be, see C<start> of L<POE::XS::Probe>. I<Returns> a handle that listens at a new socket of mode 0600. One that
a dead process left gives way.

=head2 make_folder($folder)

Makes it with mode 0700 unless it is there, and checks it. I<Returns> its path.

=head2 path_of($folder, $pid)

I<Returns> the path of a process' socket.

=head2 peer_user($handle)

I<Returns> the user ID of whoever is connected; undef where the system does not tell.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
