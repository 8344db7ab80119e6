use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Socket;
use Test::More;

plan skip_all => 'only root can be somebody else' if $>;
plan skip_all => 'who connects is known on Linux' if $^O ne 'linux';

# Another user is refused, even if the modes were changed to let him in; root may look at anybody's.

my $nobody  = getpwnam 'nobody' // plan skip_all => 'there is no nobody';
my $program = <<'PERL';
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(x => 600) } });
POE::Kernel->run;
PERL

# What somebody with that number hears: one line, or nothing.
sub heard_by {
    my ($user, $path) = @_;
    pipe my $in, my $out or die;
    my $pid = fork() // die;
    if (!$pid) {
        ($<, $>) = ($user, $user) if $user;
        socket my $s, AF_UNIX, SOCK_STREAM, 0;
        syswrite $out, connect($s, pack_sockaddr_un($path)) ? readline($s) // 'nothing' : 'refused';
        POSIX::_exit(0);
    }
    close $out;
    my $line = readline $in;
    waitpid $pid, 0;
    return $line;
}

my $p = probed($program);
like heard_by(0, $p->path), qr/hello/, 'its user';
is heard_by($nobody, $p->path), 'refused', 'somebody else';
chmod oct 755, $p->folder;
is heard_by($nobody, $p->path), 'refused', 'by the mode of the socket, too';
chmod oct 666, $p->path;
is heard_by($nobody, $p->path), 'nothing', 'and by who it is';
is $p->head->{viewers}, 1, 'nobody else looks';

my $folder = probe_folder();
chmod oct 711, $folder;
mkdir "$folder/theirs", oct 700 and chown $nobody, $nobody, "$folder/theirs";
my $theirs = probed(
    'BEGIN { ($<, $>) = ((getpwnam "nobody")[2]) x 2 }' . $program,
    folder => "$folder/theirs"
);
like heard_by(0, $theirs->path), qr/hello/, 'root may look at the program of somebody';

done_testing;
