# read-write WHAT: from one wheel to another over a socket pair. WHAT is line (80 octets, put one
# by one, a hundred at each flush) or stream (blocks of 64 KiB; reported in MB).

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE qw(Filter::Line Filter::Stream Wheel::ReadWrite);
use Socket;

my $what = shift || 'line';
my ($filter, $record, $batch)
    = $what eq 'line'
    ? (sub { POE::Filter::Line->new }, 'x' x 78, 100)
    : (sub { POE::Filter::Stream->new }, 'x' x 65536, 1);
my $done = 0;
my $start;

socketpair my $left, my $right, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";

sub send_some {
    my $wheel = $_[HEAP]{wheel};
    $wheel->put($record) for 1 .. $batch;
}

sub count_lines {
    measured('read_write_line', $done, $start) if !(++$done & 1023) && over();
}

sub count_bytes {
    $done += length $_[ARG0];
    measured('read_write_stream', $done / 1e6, $start) if over();
}

POE::Session->create(
    inline_states => {
        flushed => \&send_some,
        got     => sub { },
        _start  => sub {
            $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(
                Handle       => $left, Filter => $filter->(), InputEvent => 'got',
                FlushedEvent => 'flushed',
            );
            $start = now();
            send_some(@_);
        },
    },
);

POE::Session->create(
    inline_states => {
        got    => $what eq 'line' ? \&count_lines : \&count_bytes,
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(
                Handle => $right, Filter => $filter->(), InputEvent => 'got',
            );
        },
    },
);

POE::Kernel->run;
