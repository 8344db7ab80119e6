# select [IDLE]: what ../select.pl does, with EV's own watchers from Perl.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Bench;
use EV;
use Socket;

my $idle = shift || 0;
my $done = 0;
my (@quiet, @watchers);

pipe my $in, my $out or die "pipe: $!";
for (1 .. $idle) {
    open my $copy, '<&', $in or die "dup: $!";
    push @quiet, $copy;
    push @watchers, EV::io $copy, EV::READ, sub { };
}

socketpair my $left, my $right, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
my $start = now();

for my $handle ($left, $right) {
    push @watchers, EV::io $handle, EV::READ, sub {
        sysread $handle, my $byte, 1;
        return measured("select_$idle", $done, $start) if !(++$done & 63) && over();
        syswrite $handle, $byte;
    };
}
syswrite $left, 'x';
EV::run;
