package POE::Filter::HTTPD::FieldsXS;

use strict;
use warnings;

our $VERSION = '2.000';

use HTTP::Parser::XS 0.17 ();
use POE::Filter::HTTPD::Objects qw(spelling);

die "HTTP::Parser::XS is not compiled\n" if $HTTP::Parser::XS::BACKEND ne 'xs';

# By name as the parser gives it, in small letters: false for names that are shown in a fixed way, else
# the ways that it has been spelled lately, each with what to search for and what to show.
my %spellings;

# The parser of responses makes just the hash that is wanted here. Fewer fields than lines: some continue
# others, or have a name that another has, or one of more than a kilobyte, which the parser skips.
sub quick_fields {
    my ($text) = @_;
    my ($length, undef, undef, undef, $fields)
        = HTTP::Parser::XS::parse_http_response($text, HTTP::Parser::XS::HEADERS_AS_HASHREF);
    return if $length != length $text || ($text =~ tr/\n//) != 2 + keys %$fields;
    my $shown;
    for my $key (keys %$fields) {
        my $spellings = $spellings{$key} // _new_key($key) // return;
        $shown->{$key} = _shown_in($text, $key, $spellings) if $spellings;
    }
    $fields->{'::std_case'} = $shown if $shown;
    return $fields;
}

sub _new_key {
    my ($key) = @_;
    return if $key !~ /\A[a-z0-9~-]{1,64}\z/;
    my (undef, undef, $is_fixed) = spelling($key);
    %spellings = () if keys %spellings >= 1000;
    return $spellings{$key} = $is_fixed ? '' : [];
}

sub _shown_in {
    my ($text, $key, $spellings) = @_;
    for my $spelling (@$spellings) {
        return $spelling->[1] if index($text, $spelling->[0]) >= 0;
    }
    my ($name) = $text =~ /^(\Q$key\E):/mi;
    my (undef, $shown) = spelling($name);
    shift @$spellings if @$spellings == 4;
    push @$spellings, [ "\n$name:", $shown ];
    return $shown;
}

1;
