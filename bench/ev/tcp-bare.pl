# tcp-bare WHAT: what ../tcp.pl does, written by hand on EV: a buffer for each connection, one write for
# all the lines of one read.

use strict;
use warnings;

use Errno qw(EAGAIN);
use EV;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Bench::Echo;
use IO::Socket::INET;

my (%watchers, $once);

sub talk {
    my ($socket) = @_;
    $socket->blocking(0);
    my $in = '';
    $watchers{ fileno $socket } = EV::io $socket, EV::READ, sub { ready($socket, \$in) };
}

sub ready {
    my ($socket, $in) = @_;
    my $octets = sysread $socket, $$in, 65536, length $$in;
    return                if !defined $octets && $! == EAGAIN;
    return leave($socket) if !$octets;
    my ($at, $out) = (0, '');
    while ((my $end = index $$in, "\x0D\x0A", $at) >= 0) {
        $out .= got_line(substr $$in, $at, $end - $at) . "\x0D\x0A";
        $at = $end + 2;
    }
    substr $$in, 0, $at, '';
    return if !length $out;
    my $written = syswrite $socket, $out;
    die "a reader that does not read\n" if ($written // 0) != length $out;
    leave($socket)                      if $once;
}

sub got_line { return $_[0] }

sub leave {
    my ($socket) = @_;
    delete $watchers{ fileno $socket };
    close $socket;
}

measure_echo(
    shift || 'line_1',
    sub {
        (my $tell, $once) = @_;
        my $listener = IO::Socket::INET->new(Listen => 128, LocalAddr => '127.0.0.1', Blocking => 0)
            or die "no port: $!";
        my $watcher = EV::io $listener, EV::READ, sub {
            while (my $socket = $listener->accept) { talk($socket) }
        };
        $tell->($listener->sockport);
        EV::run;
    });
