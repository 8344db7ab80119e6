package POE::Filter::HTTPD::Lines;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp                        qw(cluck);
use Exporter                    qw(import);
use HTTP::Status                ();
use POE::Filter::HTTPD::Objects qw(are_plain spelling);

our @EXPORT_OK = qw(quick_octets status_line field_lines);

# ---------------------------------------------------------------------------
# Responses that need no thought

# By code: the message that goes without saying.
my %standard;

sub _standard {
    my ($code) = @_;
    return $standard{$code} //= (length $code ? HTTP::Status::status_message($code) : undef)
        // 'Unknown Error';
}

# By the names as filed: in which order HTTP::Headers lists them, a format of their lines, and how those
# names were shown, if any, that are not shown in a fixed way.
my %layout;

# A response as it is sent; undef where a part of it needs care. How the lines look together tells that
# as well as each value would, and faster.
sub quick_octets {
    my ($response) = @_;
    return if ref $response ne 'HTTP::Response' || !are_plain();
    my ($protocol, $code, $message, $headers, $content)
        = @$response{qw(_protocol _rc _msg _headers _content)};
    return if !$code || !defined $content || ref $content || ref $headers ne 'HTTP::Headers';
    my $layout = $layout{ join "\n", sort keys %$headers };
    $layout = _new_layout($headers) // return
        if !$layout || $layout->[2] && !_are_shown($headers, $layout->[2]);
    my ($keys, $format) = @$layout;
    my @values = @$headers{@$keys};
    for (@values) { return if !defined || ref }

    my $standard = $standard{$code} // _standard($code);
    my $octets
        = ($protocol || 'HTTP/1.0')
        . " $code"
        . ($message && $message eq $standard ? ''              : " ($standard)")
        . ($message                          ? " $message\r\n" : "\r\n")
        . sprintf $format, @values;
    return if ($octets =~ tr/\r\n//) != 2 + 2 * @values || $octets =~ /\s\r\n/a;
    $octets .= "\r\n$content";
    return utf8::is_utf8($octets) ? undef : $octets;
}

sub _are_shown {
    my ($headers, $shown) = @_;
    for my $key (keys %$shown) {
        return 0 if ($headers->{'::std_case'}{$key} // '') ne $shown->{$key};
    }
    return 1;
}

sub _new_layout {
    my ($headers) = @_;
    my (@keys, %shown);
    my $format = '';
    for my $name ($headers->header_field_names) {
        return if index($name, ':', 1) > 0;
        my ($key, undef, $is_fixed) = spelling($name);
        push @keys, $key;
        $shown{$key} = $name if !$is_fixed;
        $format .= $name =~ s/%/%%/gr . ": %s\r\n";
    }
    %layout = () if keys %layout >= 1000;
    my $layout = [ \@keys, $format, %shown ? \%shown : undef ];
    my $names  = join "\n", sort keys %$headers;
    $layout{$names} = $layout if length $names <= 1024;
    return $layout;
}

# ---------------------------------------------------------------------------
# All others

# A message may not bring a line of its own.
sub status_line {
    my ($code, $message, $protocol) = @_;
    $code //= '';
    my $standard = _standard($code);
    my $line     = ($protocol || 'HTTP/1.0') . " $code";
    $line .= " ($standard)" if !$message || $message ne $standard;
    $line .= " $message"    if $message;
    $line =~ s/[\r\n]+/ /g;
    return $line;
}

sub field_lines {
    my ($headers, $end) = @_;
    my @lines;
    for my $name ($headers->header_field_names) {
        my @values = $headers->header($name);
        utf8::downgrade($name);
        push @lines, map { "$name: " . _folded(_encoded($_ // ''), $end) } @values;
    }
    return @lines;
}

# Line ends within a value continue the line.
sub _folded {
    my ($value, $end) = @_;
    $value =~ s/\s+\z//a;
    $value =~ s/\n(?:\r?\n)+/\n/g;
    $value =~ s/\n(?![ \t])/\n /g;
    $value =~ s/\n/$end/g;
    return $value;
}

my $encoder = eval {
    require Email::MIME::RFC2047::Encoder;
    Email::MIME::RFC2047::Encoder->new(encoding => 'iso-8859-1', method => 'Q');
};

sub _encoded {
    my ($value) = @_;
    return $value                        if !utf8::is_utf8($value);
    return $encoder->encode_text($value) if $encoder;
    cluck 'Downgrading wide characters in HTTP header.'
        . ' Consider installing Email::MIME::RFC2047::Encoder';
    utf8::downgrade($value);
    return $value;
}

1;
