package POE::Filter::HTTPD::Fields;

use strict;
use warnings;

our $VERSION = '2.000';

use Exporter                    qw(import);
use POE::Filter::HTTPD::Objects qw(spelling);

our @EXPORT_OK = qw(quick_fields read_fields CLEAN ODD STATUS_LINE UNCLEAN);

# Every line is a field that all programs read alike; some may not be; there are octets that no line may
# have.
use constant { CLEAN => 0, ODD => 1, UNCLEAN => 2 };

# What stands above the lines for quick_fields, where a response has its status.
use constant STATUS_LINE => "HTTP/1.1 200 OK\r\n";

# Takes lines that end in CR LF and are one field each, none of them twice, in the usual spelling. Returns
# nothing for all others.
*quick_fields = _is_compiled() ? \&POE::Filter::HTTPD::FieldsXS::quick_fields : \&_by_line;

sub _is_compiled {
    return 0 if ($ENV{POE_FILTER_HTTPD_PARSER} // '') eq 'perl';
    return eval { require POE::Filter::HTTPD::FieldsXS };
}

sub read_fields {
    my ($lines) = @_;
    my $fields = quick_fields(STATUS_LINE . $lines);
    return ($fields, CLEAN) if $fields;
    return ({}, UNCLEAN)    if $lines =~ /\0|\r(?!\n)/;
    return (_with_care($lines), ODD);
}

# By name as it came: how it is filed, and how it is shown if that is not fixed. Names come from strangers,
# so there is an end to what is remembered.
my %known;

sub _known {
    my ($name) = @_;
    my ($key, $shown, $is_fixed) = spelling($name);
    my $known = [ $key, $is_fixed ? undef : $shown ];
    %known        = ()     if keys %known >= 1000;
    $known{$name} = $known if length $name <= 64 && index($name, "_") < 0;
    return $known;
}

sub _by_line {
    my ($text) = @_;
    my (%fields, %shown);
    my (undef, @lines) = split /\r\n/, $text;
    return if ($text =~ tr/\n//) != 2 + @lines || ($text =~ tr/\r\0//) != 2 + @lines;
    for my $line (@lines) {
        my $colon = index $line, ': ';
        return if $colon < 1;
        my $name  = substr $line, 0, $colon;
        my $known = $known{$name} // ($name =~ /\A[A-Za-z0-9~-]+\z/ ? _known($name) : return);
        my $value = substr $line, $colon + 2;
        return if exists $fields{ $known->[0] } || $value =~ /\A\s/a;
        $fields{ $known->[0] } = $value;
        $shown{ $known->[0] }  = $known->[1] if defined $known->[1];
    }
    $fields{'::std_case'} = \%shown if %shown;
    return \%fields;
}

# Takes anything. A line that begins with white space continues the one before; the first that is no
# field ends the fields.
sub _with_care {
    my ($text) = @_;
    my ($fields, $key) = {};
    for my $line (split /\r?\n/, $text) {
        if ($line =~ /\A([\w~-]++)\s*+:\s*+(.*)\z/as) {
            $key = _add($fields, $known{$1} // _known("$1"), $2);
        } elsif ($line =~ /\A\s++(.*)\z/as) {
            _continue($fields, $key, $1) if defined $key;
        } else {
            last;
        }
    }
    return $fields;
}

sub _add {
    my ($fields, $known, $value) = @_;
    my ($key, $shown) = @$known;
    if    (!exists $fields->{$key}) { $fields->{$key} = $value }
    elsif (ref $fields->{$key})     { push @{ $fields->{$key} }, $value }
    else                            { $fields->{$key} = [ $fields->{$key}, $value ] }
    $fields->{'::std_case'}{$key} //= $shown if defined $shown;
    return $key;
}

sub _continue {
    my ($fields, $key, $more) = @_;
    my $value = ref $fields->{$key} ? \$fields->{$key}[-1] : \$fields->{$key};
    $$value .= " $more";
    return;
}

1;
