package Soak::Ledger;

# The books of a soak: what went in must come out. Names are told apart by what they count, such as
# "alarms"; whatever should not have happened is a fault.

use strict;
use warnings;

use Exporter qw(import);

our @EXPORT_OK = qw(balance came_in came_out faults fault forget);

my (%in, %out, @faults, $faults);

sub came_in {
    my ($what, $count) = @_;
    $in{$what} += $count // 1;
    return;
}

sub came_out {
    my ($what, $count) = @_;
    $out{$what} += $count // 1;
    return;
}

# Keeps the first of them: a fault may repeat with each event.
sub fault {
    my ($text) = @_;
    push @faults, $text if ++$faults <= 10;
    return;
}

sub faults { return ($faults // 0, @faults) }

# [ what, in, out ], each.
sub balance {
    my %all = (%in, %out);
    return map { [ $_, $in{$_} // 0, $out{$_} // 0 ] } sort keys %all;
}

sub forget {
    (%in, %out, @faults) = ();
    undef $faults;
    return;
}

1;
