# read-write WHAT: what ../read-write.pl does, written by hand on EV: a buffer in, a buffer out, a
# function called for each record.

use strict;
use warnings;

use Errno qw(EAGAIN);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Bench;
use EV;
use Socket;

my $what = shift || 'line';
my ($record, $batch) = $what eq 'line' ? ('x' x 78, 100) : ('x' x 65536, 1);
my $done = 0;
my $out  = '';

socketpair my $left, my $right, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
$_->blocking(0) for $left, $right;

my $writer = EV::io $left, EV::WRITE, \&flush;

sub put {
    $out .= $what eq 'line' ? "$_[0]\x0D\x0A" : $_[0];
}

sub flush {
    my $octets = syswrite $left, $out;
    return $! == EAGAIN || die "write: $!" if !defined $octets;
    substr $out, 0, $octets, '';
    return if length $out;
    put($record) for 1 .. $batch;
}

my $start = now();

sub got_line {
    measured('read_write_line', $done, $start) if !(++$done & 1023) && over();
}

sub got_bytes {
    $done += length $_[0];
    measured('read_write_stream', $done / 1e6, $start) if over();
}

my $in = '';
my $reader;

sub read_lines {
    sysread $right, $in, 65536, length $in or return;
    my $at = 0;
    while ((my $end = index $in, "\x0D\x0A", $at) >= 0) {
        my $line = substr $in, $at, $end - $at;
        got_line($line);
        $at = $end + 2;
    }
    substr $in, 0, $at, '';
}

sub read_bytes {
    sysread $right, my $bytes, 65536 or return;
    got_bytes($bytes);
}

$reader = EV::io $right, EV::READ, $what eq 'line' ? \&read_lines : \&read_bytes;
EV::run;
