package Framing;

# Helpers for the tests of filters: what a filter makes of chunks, what an error says and where, and
# streams that are cut into chunks at random.

use strict;
use warnings;

use Exporter qw(import);
use Test::More;

our @EXPORT = qw(cut error_of got_from is_said_here random_numbers says);

# The records that each list of chunks, or single chunk, brings.
sub got_from {
    my ($filter, @lists) = @_;
    return map { $filter->get(ref $_ ? $_ : [$_]) } @lists;
}

# What code dies of, without the place.
sub error_of {
    my ($code) = @_;
    return '' if eval { $code->(); 1 };
    return $@ =~ s/ at \S+ line \d+\.\n\z//r;
}

# Code of the test dies, or warns, with a text and says that it did so in the test.
sub says {
    my ($code, $text, $name) = @_;
    my @said;
    local $SIG{__WARN__} = sub { push @said, @_ };
    push @said, $@ if !eval { $code->(); 1 };
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return is_said_here("@said", $text, $name);
}

sub is_said_here {
    my ($said, $text, $name) = @_;
    my $file = (caller($Test::Builder::Level - 1))[1];
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return like($said, qr/\A\Q$text\E at \Q$file\E line \d+\.?\n/, $name // $text);
}

# A source of numbers that is the same in each run: $next->($n) is at least 0 and below n.
sub random_numbers {
    my ($seed) = @_;
    return sub {
        my ($n) = @_;
        $seed = ($seed * 1103515245 + 12345) % 2147483648;
        return int($seed / 65536) % $n;
    };
}

# A string in pieces of 1 to the given number of octets.
sub cut {
    my ($string, $most, $random) = @_;
    my ($at, @pieces) = 0;
    while ($at < length $string) {
        push @pieces, substr $string, $at, 1 + $random->($most);
        $at += length $pieces[-1];
    }
    return @pieces;
}

1;
