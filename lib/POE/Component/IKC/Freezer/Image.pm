package POE::Component::IKC::Freezer::Image;

# Images of Storable say how much is to come, and Storable takes memory for that before it looks whether it
# is there: a few octets ask for gigabytes. So an image is walked through first.

use strict;
use warnings;

our $VERSION = '2.000';

# How many octets follow the mark of an item that holds no others: a number of them, or a length in one
# octet or four, and that many.
my %FIXED = (
    0x00 => 4, 0x05 => 0, 0x06 => 8, 0x07 => 8, 0x08 => 1, 0x09 => 4, 0x0e => 0, 0x0f => 0,
    0x10 => 0,
    0x1f => 0, 0x22 => 0, 0x23 => 0,
);
my %SHORT        = (0x0a => 1, 0x17 => 1);
my %LONG         = (0x01 => 1, 0x18 => 1);
my %IS_REFERENCE = (0x04 => 1, 0x1b => 1);

# Those that hold others: the octets that each of these takes at least. Those of hashes have keys behind them.
use constant { ARRAY => 0x02, HASH => 0x03, FLAG_HASH => 0x19 };
my %LEAST = (ARRAY, 1, HASH, 5, FLAG_HASH, 6);

# Dies unless all of it is there, in network order, and is plain data.
sub check {
    my ($image) = @_;
    my ($at, $length, @open) = (2, length $image);
    die "no Storable image in network order\n" if $length < 3 or substr($image, 0, 1) ne "\x05";
    while (1) {
        _die_of_end() if $at >= $length;
        my $mark = ord substr $image, $at++, 1;
        next if $IS_REFERENCE{$mark};
        if ($LEAST{$mark}) {
            my $count = _open($image, \$at, $mark);
            push @open, [ $mark, $count ] if $count;
            next                          if $count;
        } else {
            $at += _octets_of($image, $at, $mark);
        }
        _close($image, \$at, \@open);
        _die_of_end() if $at > $length;
        return        if !@open;
    }
    return;
}

sub _die_of_end { die "a Storable image ends too early\n" }

sub _number {
    my ($image, $at) = @_;
    _die_of_end() if $at + 4 > length $image;
    return unpack 'N', substr $image, $at, 4;
}

sub _octets_of {
    my ($image, $at, $mark) = @_;
    return $FIXED{$mark}                          if defined $FIXED{$mark};
    return 4 + _number($image, $at)               if $LONG{$mark};
    die "a Storable image holds more than data\n" if !$SHORT{$mark};
    _die_of_end()                                 if $at >= length $image;
    return 1 + ord substr $image, $at, 1;
}

# How many items are in it.
sub _open {
    my ($image, $at, $mark) = @_;
    $$at++ if $mark == FLAG_HASH;
    my $count = _number($image, $$at);
    $$at += 4;
    _die_of_end() if $count * $LEAST{$mark} > length($image) - $$at;
    return $count;
}

# An item is over, and with it those of which it was the last.
sub _close {
    my ($image, $at, $open) = @_;
    while (@$open) {
        my $last = $open->[-1];
        if ($last->[0] != ARRAY) {
            $$at++ if $last->[0] == FLAG_HASH;
            $$at += 4 + _number($image, $$at);
        }
        return if --$last->[1];
        pop @$open;
    }
    return;
}

1;
