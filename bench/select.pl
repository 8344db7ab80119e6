# select [IDLE]: a byte that bounces between the two ends of a socket pair, each watched by
# select_read, beside idle descriptors that are watched too.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;
use Socket;

my $idle = shift || 0;
my $done = 0;
my ($start, @quiet);

sub bounce {
    my ($handle, $other) = @_[ ARG0, ARG2 ];
    sysread $handle, my $byte, 1;
    return measured("select_$idle", $done, $start) if !(++$done & 63) && over();
    syswrite $handle, $byte;
}

# One silent pipe, opened many times over.
sub watch_idle {
    my ($kernel) = @_;
    pipe my $in, my $out or die "pipe: $!";
    push @quiet, $out;
    for (1 .. $idle) {
        open my $copy, '<&', $in or die "dup: $!";
        push @quiet, $copy;
        $kernel->select_read($copy, 'bounce');
    }
}

POE::Session->create(
    inline_states => {
        bounce => \&bounce,
        _start => sub {
            my $kernel = $_[KERNEL];
            watch_idle($kernel);
            socketpair my $left, my $right, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
            $kernel->select_read($left, 'bounce');
            $kernel->select_read($right, 'bounce');
            push @quiet, $left, $right;
            $start = now();
            syswrite $left, 'x';
        },
    },
);

POE::Kernel->run;
