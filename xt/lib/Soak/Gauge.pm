package Soak::Gauge;

# What the process uses, read from /proc, and what the kernel has counted.

use strict;
use warnings;

use Exporter qw(import);
use POE;

our @EXPORT_OK = qw(children descriptors events median resident sessions);

sub resident {
    open my $in, '<', '/proc/self/statm' or return 0;
    my (undef, $pages) = split ' ', readline $in;
    return 4096 * $pages;
}

# The one that lists the folder is not counted.
sub descriptors {
    opendir my $folder, '/proc/self/fd' or return 0;
    my $entries = grep {/\A\d/} readdir $folder;
    return $entries - 1;
}

sub children {
    open my $in, '<', "/proc/self/task/$$/children" or return 0;
    my @pids = split ' ', readline($in) // '';
    return scalar @pids;
}

sub events {
    my $numbers = POE::XS::statistics();
    return $numbers->{dispatched} + $numbers->{ready};
}

sub sessions { return $poe_kernel->_data_ses_count }

sub median {
    my @sorted = sort { $a <=> $b } @_;
    return $sorted[ @sorted / 2 ] // 0;
}

1;
