package POE::Filter::HTTPD::Objects;

use strict;
use warnings;

our $VERSION = '2.000';

use Exporter       qw(import);
use Scalar::Util   qw(reftype);
use HTTP::Headers  ();
use HTTP::Request  ();
use HTTP::Response ();
use URI            ();

our @EXPORT_OK = qw(are_plain has_body_limit new_request spelling);

# ---------------------------------------------------------------------------
# What the objects of libwww are made of

# The public constructors take several times as long as reading the request does. Where the objects
# that they make are the hashes that are expected here, those hashes are made directly.
my $is_plain
    = ($ENV{POE_FILTER_HTTPD_OBJECTS} // '') ne 'public'
    && _headers_are_plain()
    && _requests_are_plain()
    && _responses_are_plain();

# Something like HTTP::XSHeaders may be loaded later and replace the class.
my $scan = \&HTTP::Headers::scan;

sub are_plain { return $is_plain && \&HTTP::Headers::scan == $scan }

# Newer ones also bear how large a body may become.
sub has_body_limit {
    my $request = HTTP::Request->new(GET => '/');
    return reftype($request) eq 'HASH' && exists $request->{_max_body_size};
}

sub _headers_are_plain {
    my $headers  = HTTP::Headers->new(Host => 'a', 'X-fOO' => [ 1, 2 ]);
    my %expected = (host => 'a', 'x-foo' => [ 1, 2 ], '::std_case' => { 'x-foo' => 'X-FOO' });
    return _same($headers, bless \%expected, 'HTTP::Headers');
}

sub _requests_are_plain {
    my $request = HTTP::Request->new(GET => '/a?b');
    $request->protocol('HTTP/1.1');
    delete $request->{_max_body_size} if reftype($request) eq 'HASH';
    my $uri      = URI->new('/a?b');
    my %expected = (
        _method  => 'GET', _uri => $uri, _protocol => 'HTTP/1.1', _content => '',
        _headers => HTTP::Headers->new,
    );
    return
           reftype($uri) eq 'SCALAR'
        && $$uri eq '/a?b'
        && _same($request, bless \%expected, 'HTTP::Request');
}

sub _responses_are_plain {
    my $response = HTTP::Response->new(200, 'OK', [], 'a');
    $response->protocol('HTTP/1.1');
    delete $response->{_max_body_size} if reftype($response) eq 'HASH';
    my %expected = (
        _rc      => 200, _msg => 'OK', _protocol => 'HTTP/1.1', _content => 'a',
        _headers => HTTP::Headers->new,
    );
    return _same($response, bless \%expected, 'HTTP::Response');
}

sub _same {
    my ($left, $right) = @_;
    return $left eq $right       if !ref $left              || !ref $right;
    return 0                     if ref $left ne ref $right || reftype $left ne reftype $right;
    return $$left eq $$right     if reftype $left eq 'SCALAR';
    return "@$left" eq "@$right" if reftype $left eq 'ARRAY';
    return 0                     if keys %$left != keys %$right;
    return !grep { !exists $right->{$_} || !_same($left->{$_}, $right->{$_}) } keys %$left;
}

# ---------------------------------------------------------------------------
# Names of header fields

# How a field's name is filed, how it is shown, and whether that is so for every spelling.
sub spelling {
    my ($name)   = @_;
    my $headers  = HTTP::Headers->new($name => 1);
    my ($shown)  = $headers->header_field_names;
    my $is_fixed = are_plain() && !$headers->{'::std_case'};
    return (lc $shown, $shown, $is_fixed);
}

# ---------------------------------------------------------------------------
# Requests

# The fields are by name as filed: one value or an array of them; and, under ::std_case, how names
# that are not fixed are shown.
sub new_request {
    my ($method, $target, $protocol, $fields) = @_;
    my $shown   = $fields->{'::std_case'} || {};
    my $headers = HTTP::Headers->new;
    for my $key (grep { !/\A::/ } sort keys %$fields) {
        $headers->push_header($shown->{$key} || $key =~ s/\b(\w)/\u$1/gr, $fields->{$key});
    }
    my $request = HTTP::Request->new($method, $target, $headers);
    $request->protocol($protocol);
    return $request;
}

1;
