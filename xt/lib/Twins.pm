package Twins;

# What the programs of xt/twins.d stand on: dice that fall alike on both kernels, and a log that leaves out
# what may differ.

use strict;
use warnings;

use Exporter     qw(import);
use Scalar::Util qw(blessed);

our @EXPORT_OK = qw(begin chance one reason roll seconds shown told);

my $state;

sub begin {
    my ($seed) = @_;
    $state         = $seed * 7919 + 13;
    $|             = 1;
    $SIG{__WARN__} = sub { told('warning:', reason($_[0])) };
    return;
}

# A number below this one.
sub roll {
    my ($sides) = @_;
    $state = ($state * 1_103_515_245 + 12_345) & 0x7FFFFFFF;
    return ($state >> 8) % $sides;
}

# True one time in so many.
sub chance { return roll($_[0]) == 0 }

sub one { return $_[ roll(scalar @_) ] }

# Time that a busy machine is given more of.
sub seconds { return $_[0] * ($ENV{POE_TEST_TIME_SCALE} || 1) }

sub told {
    my (@words) = @_;
    print join(' ', map { $_ // 'undef' } @words), "\n";
    return;
}

# An error without the place in the file, the process and the addresses, which are never the same.
sub reason {
    my ($error) = @_;
    return ref $error if ref $error;
    my $text = $error =~ s/=== \d+ === |\(0x[0-9a-f]+\)//gr;
    $text =~ s/ (?:at|from) \S+(?: line| at) \d+.*//s;
    return $text =~ s/\n.*//sr;
}

# Values of any kind on one line.
sub shown {
    my (@values) = @_;
    return join ',', map { _shown($_) } @values;
}

sub _shown {
    my ($value) = @_;
    return 'undef'                    if !defined $value;
    return '[' . shown(@$value) . ']' if ref $value eq 'ARRAY';
    return '{' . join(',', map { "$_=" . _shown($value->{$_}) } sort keys %$value) . '}'
        if ref $value eq 'HASH';
    return $value->ID =~ /\A\d+\z/ ? 's' . $value->ID : 'kernel'
        if blessed $value && $value->can('ID');
    return ref $value if ref $value;
    return 'an object' if $value =~ /\APOE::\w+=/;
    my $text = $value =~ s/([^ -~])/sprintf '\\x%02X', ord $1/ger;
    return length $text > 80 ? substr($text, 0, 80) . '...' . length $value : $text;
}

1;
