package POE::XS::Top::Numbers;

# Numbers for people: three digits and a unit.

use strict;
use warnings;

our $VERSION = '2.000';

use Scalar::Util qw(looks_like_number);

# A number or nothing: what a probe sends may be anything, and what it has not is not 0.
sub number {
    my ($value) = @_;
    return if !defined $value || ref $value || !looks_like_number($value);
    return if $value != $value || abs($value) > 1e300;
    return $value + 0;
}

sub _said {
    my ($value, $code) = @_;
    my $number = number($value);
    return defined $number ? $code->($number) : defined $value && $value ne '' ? '?' : '-';
}

sub _three {
    my ($number) = @_;
    return sprintf $number < 9.95 ? '%.1f' : '%.0f', $number;
}

sub ns { return _said($_[0], \&_ns) }

sub _ns {
    my ($ns) = @_;
    return '-' . _ns(-$ns)          if $ns < 0;
    return sprintf '%.0fns', $ns    if $ns < 999.5;
    return _three($ns / 1e3) . 'us' if $ns < 999.5e3;
    return _three($ns / 1e6) . 'ms' if $ns < 999.5e6;
    return _long($ns / 1e9);
}

sub seconds {
    return _said($_[0], sub { _ns($_[0] * 1e9) });
}

sub _long {
    my ($seconds) = @_;
    return _three($seconds) . 's'                          if $seconds < 59.5;
    return sprintf '%dm%02ds', _parts($seconds, 60)        if $seconds < 3599.5;
    return sprintf '%dh%02dm', _parts($seconds / 60, 60)   if $seconds < 86_370;
    return sprintf '%dd%02dh', _parts($seconds / 3600, 24) if $seconds < 100 * 86_400;
    return sprintf '%.0fd', $seconds / 86_400;
}

sub _parts {
    my ($number, $base) = @_;
    my $whole = int($number + 0.5);
    return (int($whole / $base), $whole % $base);
}

sub count {
    return _said($_[0], sub { _scaled($_[0], 1000, '', qw(k M G T P)) });
}

sub rate {
    return _said(
        $_[0],
        sub { $_[0] > 0 && $_[0] < 9.95 ? sprintf('%.1f/s', $_[0]) : count($_[0]) . '/s' });
}

sub octets {
    return _said($_[0], sub { _scaled($_[0], 1024, '', qw(K M G T P)) });
}

sub _scaled {
    my ($number, $base, @units) = @_;
    return '-' . _scaled(-$number, $base, @units) if $number < 0;
    return sprintf '%.0f', $number                if $number < 9999.5 && $units[0] eq '';
    while (@units > 1 && $number >= $base * 0.9995) {
        $number /= $base;
        shift @units;
    }
    return _three($number) . $units[0];
}

# A part of 1.
sub share {
    return _said(
        $_[0],
        sub { sprintf $_[0] > 0 && $_[0] < 0.0995 ? '%.1f%%' : '%.0f%%', 100 * $_[0] });
}

sub whole {
    return _said($_[0], sub { $_[0] == int $_[0] ? sprintf('%.0f', $_[0]) : $_[0] });
}

# Seconds, of "10ms", "1.5s", "2m" or a mere number; nothing if it is no time.
sub parsed {
    my ($text) = @_;
    my %unit = (ns => 1e-9, us => 1e-6, ms => 1e-3, s => 1, '' => 1, m => 60, h => 3600);
    my ($number, $unit) = $text =~ /\A([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|ms|s|m|h|)\z/ or return;
    return $number * $unit{$unit};
}

1;

__END__

=head1 NAME

POE::XS::Top::Numbers - numbers for people

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Numbers;

    print join(' ', map { POE::XS::Top::Numbers::ns($_) } 740, 1.2e6, 3.4e9, 1.25e11), "\n";
    print join(' ', POE::XS::Top::Numbers::rate(12_345), POE::XS::Top::Numbers::octets(5 << 20)), "\n";
    print POE::XS::Top::Numbers::share(0.43), ' ', POE::XS::Top::Numbers::parsed('250ms'), "\n";
    # prints:
    #   740ns 1.2ms 3.4s 2m05s
    #   12k/s 5.0M
    #   43% 0.25

=head1 FUNCTIONS

All of them but C<number> and C<parsed> I<return> a text, which is C<-> for C<undef> and C<?> for what is no number.

=head2 count($number)

How many: C<9999>, C<12k>.

=head2 ns($nanoseconds)

A time.

=head2 number($value)

I<Returns> the value if it is a finite number, else nothing.

=head2 octets($number)

An amount of memory.

=head2 parsed($text)

I<Returns> the seconds that are meant by a number with or without one of the units ns, us, ms, s, m and h; nothing if
the text is no such thing.

=head2 rate($number)

How many a second.

=head2 seconds($seconds)

A time.

=head2 share($part)

A part of 1, in percent.

=head2 whole($number)

The number, as it is.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
