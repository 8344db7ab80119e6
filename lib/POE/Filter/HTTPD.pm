package POE::Filter::HTTPD;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp           qw(carp croak);
use Exporter       qw(import);
use HTTP::Response ();
use HTTP::Status   ();
use List::Util     qw(min);
use POE::Filter;
use POE::Filter::HTTPD::Chunks;
use POE::Filter::HTTPD::Fields  qw(CLEAN ODD UNCLEAN);
use POE::Filter::HTTPD::Head    qw(quick_head read_head may_have_content may_hide_length);
use POE::Filter::HTTPD::Lines   qw(quick_octets status_line field_lines);
use POE::Filter::HTTPD::Objects qw(are_plain);

our @ISA       = ('POE::Filter');
our @EXPORT_OK = qw(FIRST_UNUSED);

use constant {
    BUFFER        => 0, STATE       => 1, REQUEST     => 2, CLIENT_PROTO => 3, CONTENT_LEN => 4,
    CONTENT_ADDED => 5, CONTENT_MAX => 6, STREAMING   => 7, MAX_BUFFER   => 8,
    CONTENT       => 9, CHUNKS      => 10, MAX_HEADER => 11, SEARCHED    => 12,
    FIRST_UNUSED  => 13,
};

# Where a head ends is looked for in the beginning of the buffer first: of the quick kind, of any.
use constant { QUICK => 8192, WINDOW => 1024 };

# What the buffer begins with: a head, content, or what nobody can tell.
use constant { ST_HEADERS => 1, ST_CONTENT => 2, ST_REFUSED => 3 };

use constant {
    DEFAULT_BUFFER => 512 * 1024 * 1024, DEFAULT_CONTENT => 1024 * 1024,
    DEFAULT_HEADER => 64 * 1024,
};

# ---------------------------------------------------------------------------
# Construction

sub new {
    my ($class, @given) = @_;
    croak "$class requires an even number of parameters" if @given % 2;
    my %given   = @given;
    my $buffer  = $class->__param_max(MaxBuffer  => DEFAULT_BUFFER, \%given);
    my $content = $class->__param_max(MaxContent => DEFAULT_CONTENT, \%given);
    my $header  = $class->__param_max(MaxHeader  => DEFAULT_HEADER, \%given);
    croak 'MaxBuffer is not large enough for MaxContent'
        if $buffer < $content + length($content) + 1;
    my $streaming = $given{Streaming} || 0;
    delete @given{qw(MaxBuffer MaxContent MaxHeader Streaming)};
    carp "$class ignores unknown parameters: " . join ', ', sort keys %given if %given;

    my $self = bless [], $class;
    @$self[ CONTENT_MAX, STREAMING, MAX_BUFFER, MAX_HEADER ]
        = ($content, $streaming, $buffer, $header);
    $self->_reset;
    return $self;
}

sub clone {
    my ($self) = @_;
    my $clone = bless [@$self], ref $self;
    $clone->[BUFFER] = '';
    $clone->_reset;
    return $clone;
}

# Ready for the next head; what the buffer holds stays.
sub _reset {
    my ($self) = @_;
    $self->[BUFFER] //= '';
    $self->[STATE] = ST_HEADERS;
    @$self[ REQUEST, CLIENT_PROTO, CHUNKS ]        = ();
    @$self[ CONTENT_LEN, CONTENT_ADDED, SEARCHED ] = (0, 0, 0);
    $self->[CONTENT] = '';
    return;
}

# ---------------------------------------------------------------------------
# Reading

sub get_one_start {
    my ($self, $chunks) = @_;
    return if $self->[STATE] == ST_REFUSED;
    my $buffer = \$self->[BUFFER];
    $$buffer .= @$chunks == 1 ? $chunks->[0] : join '', @$chunks;
    _to_octets($$buffer)      if utf8::is_utf8($$buffer);
    $self->_too_much($chunks) if length $$buffer > $self->[MAX_BUFFER];
    return;
}

# A buffer that was over its limit already takes nothing more.
sub _too_much {
    my ($self, $chunks) = @_;
    my $before = length($self->[BUFFER]) - length join '', @$chunks;
    substr($self->[BUFFER], $before) = '' if $before > $self->[MAX_BUFFER];
    die 'Framing buffer exceeds the limit';
}

sub _to_octets {
    utf8::downgrade($_[0], 1) or utf8::encode($_[0]);
    return;
}

sub get_one {
    my ($self) = @_;
    my $buffer = \$self->[BUFFER];
    return []                   if !length $$buffer;
    return $self->_next_content if $self->[STATE] != ST_HEADERS;
    return $self->_next_request if $self->[SEARCHED];
    my $end
        = length $$buffer <= QUICK
        ? index $$buffer, "\n\r\n"
        : index substr($$buffer, 0, QUICK), "\n\r\n";
    return $self->_next_request if $end < 0 || ($end += 3) > $self->[MAX_HEADER];

    my $head = substr $$buffer, 0, $end;
    my ($request, $fields) = quick_head($head);
    return $self->_next_request if !$request;
    substr $$buffer, 0, $end, '';
    return [$request]
        if !exists $fields->{'content-length'}
        && !exists $fields->{'content-encoding'}
        && !exists $fields->{'transfer-encoding'};
    return $self->_start_content($request, $fields);
}

sub get_pending {
    my ($self) = @_;
    return length $self->[BUFFER] ? [ $self->[BUFFER] ] : undef;
}

sub _next_request {
    my ($self) = @_;
    my $head = $self->_take_head // return [];
    return $head if ref $head;
    my ($request, $fields, $lines) = read_head($head);
    return $self->_refuse(400, 'Header holds a bare CR or a NUL.') if $lines == UNCLEAN;
    return $self->_no_request($head)                               if !$request;
    return $self->_refuse(400, 'Length of the content is not certain.', $request)
        if $lines == ODD && may_hide_length($head, $fields);
    return $self->_start_content($request, $fields);
}

# The first line is none of a request. If content follows there is no telling where it ends.
sub _no_request {
    my ($self, $head) = @_;
    my $detail = "Request line parse failure. ($head)";
    return $self->_refuse(400, $detail) if may_have_content($head);
    return [ $self->_build_error(400, $detail) ];
}

# ---------------------------------------------------------------------------
# Finding the end of a head

# Everything to the first blank line; undef if that is still to come; records if it may not come. Line
# ends may be CR LF or LF. CR alone could end lines in times long past; a peer that waits for an answer
# should get one. What comes first counts, so that it does not matter how the octets come.
sub _take_head {
    my ($self) = @_;
    my ($buffer, $from, $max) = (\$self->[BUFFER], @$self[ SEARCHED, MAX_HEADER ]);
    _skip_space($buffer) if !$from;
    my ($end, $cr) = _find_end($buffer, $from);
    return $self->_refuse(400, 'Header holds a bare CR or a NUL.')
        if defined $cr && $cr + 2 <= min($end // $max, $max);
    return $self->_head_too_long if ($end // length $$buffer) > $max;
    return $self->_wait_for_head if !defined $end;
    $self->[SEARCHED] = 0;
    return substr $$buffer, 0, $end, '';
}

# The places behind the first blank line and of the first two CR, undef for none; of those that come
# after the other one, any. The buffer may hold much more than a head: neither is all of it searched, nor
# copied, as a pattern that matches would.
sub _find_end {
    my ($buffer, $from) = @_;
    my $size = WINDOW;
    while (1) {
        my $window = substr $$buffer, $from, $size;
        my ($lf, $crlf, $cr) = map { index $window, $_ } "\n\n", "\n\r\n", "\r\r";
        my $end = $crlf >= 0 && ($lf < 0 || $crlf < $lf) ? $crlf + 3 : $lf < 0 ? undef : $lf + 2;
        return (defined $end ? $from + $end : undef, $cr < 0 ? undef : $from + $cr)
            if defined $end || $cr >= 0 || $from + $size >= length $$buffer;
        $size *= 8;
    }
}

sub _skip_space {
    my ($buffer) = @_;
    while (substr($$buffer, 0, WINDOW) =~ /\A\s+/a) { substr $$buffer, 0, $+[0], '' }
    return;
}

# What has been searched is not searched again, except for the octets that a blank line may begin with.
sub _wait_for_head {
    my ($self) = @_;
    my $length = length $self->[BUFFER];
    $self->[SEARCHED] = $length > 2 ? $length - 2 : 0;
    return;
}

sub _head_too_long {
    my ($self) = @_;
    my $max    = $self->[MAX_HEADER];
    my $end    = index $self->[BUFFER], "\n";
    return $self->_refuse(414, "Request line of more than $max octets not accepted.")
        if $end < 0 || $end >= $max;
    return $self->_refuse(431, "Header of more than $max octets not accepted.");
}

# ---------------------------------------------------------------------------
# Content

sub _start_content {
    my ($self, $request, $fields) = @_;
    $self->[CLIENT_PROTO] = _version_of($request);
    return $self->_start_chunks($request, $fields) if exists $fields->{'transfer-encoding'};
    return $self->_start_length($request, $fields) if exists $fields->{'content-length'};
    return [$request]                              if !exists $fields->{'content-encoding'};
    return $self->_refuse(411, 'No content length found.', $request)
        if $self->[CLIENT_PROTO] > 1000;
    $self->_read_no_more;
    return [$request];
}

# By protocol: 1001 for HTTP/1.1.
my %version = ('HTTP/1.0' => 1000, 'HTTP/1.1' => 1001);

sub _version_of {
    my ($request) = @_;
    my $protocol = are_plain() ? $request->{_protocol} : $request->protocol;
    return $version{$protocol} if $version{$protocol};
    my ($major, $minor) = $protocol =~ /([0-9]+)\.([0-9]+)/;
    return 1000 * $major + $minor;
}

sub _start_length {
    my ($self, $request, $fields) = @_;
    my $octets = $fields->{'content-length'};
    $octets = _one_length($octets) if ref $octets || $octets =~ tr/0-9//c;
    return $self->_refuse(400, 'Content-Length has several values.', $request) if !defined $octets;
    return $self->_refuse(400, 'Content-Length is not a number.', $request)
        if $octets eq '' || $octets =~ tr/0-9//c;
    return [$request] if $octets == 0;
    return $self->_refuse(413, "Content of $octets octets not accepted.", $request)
        if $octets > $self->[CONTENT_MAX] && !$self->[STREAMING];
    return $self->_take_content($request, $octets)
        if length $self->[BUFFER] >= $octets && !$self->[STREAMING];
    $self->[CONTENT_LEN] = $octets;
    return $self->_begin_content($request);
}

# The number without white space around it; undef for several.
sub _one_length {
    my ($value) = @_;
    my ($octets, @others) = map {s/\A\s+|\s+\z//agr} ref $value ? @$value : $value;
    return (grep { $_ ne $octets } @others) ? undef : $octets;
}

sub _start_chunks {
    my ($self, $request, $fields) = @_;
    my $coding = $fields->{'transfer-encoding'};
    return $self->_refuse(400, 'Content-Length and Transfer-Encoding exclude each other.', $request)
        if exists $fields->{'content-length'};
    return $self->_refuse(400, 'Transfer-Encoding needs HTTP/1.1.', $request)
        if $self->[CLIENT_PROTO] < 1001;
    return $self->_refuse(501, 'Transfer-Encoding other than chunked not accepted.', $request)
        if ref $coding || $coding !~ /\A\s*chunked\s*\z/ai;
    my $max = $self->[STREAMING] ? undef : $self->[CONTENT_MAX];
    $self->[CHUNKS] = POE::Filter::HTTPD::Chunks->new($max, $self->[MAX_HEADER]);
    return $self->_begin_content($request);
}

# All of it is here, as is usual for what a form or a program sends.
sub _take_content {
    my ($self, $request, $octets) = @_;
    _set_content($request, substr $self->[BUFFER], 0, $octets, '');
    _skip_space(\$self->[BUFFER]) if length $self->[BUFFER];
    return [$request];
}

sub _set_content {
    my ($request, $content) = @_;
    if (are_plain()) { $request->{_content} = $content }
    else             { $request->content($content) }
    return;
}

sub _begin_content {
    my ($self, $request) = @_;
    $self->[STATE] = ST_CONTENT;
    return [ $request, @{ $self->_next_content } ] if $self->[STREAMING];
    $self->[REQUEST] = $request;
    return $self->_next_content;
}

sub _next_content {
    my ($self) = @_;
    return $self->_ignore if $self->[STATE] == ST_REFUSED;
    my ($part, $is_done) = $self->[CHUNKS] ? $self->_decode : $self->_take_part;
    return $part                           if ref $part;
    return $self->_stream($part, $is_done) if $self->[STREAMING];
    $self->[CONTENT] .= $part;
    return $is_done ? [ $self->_finish ] : [];
}

# A length may be more than substr can count.
sub _take_part {
    my ($self) = @_;
    my ($wanted, $here) = ($self->[CONTENT_LEN] - $self->[CONTENT_ADDED], length $self->[BUFFER]);
    my $part = substr $self->[BUFFER], 0, $wanted < $here ? $wanted : $here, '';
    $self->[CONTENT_ADDED] += length $part;
    return ($part, $self->[CONTENT_ADDED] == $self->[CONTENT_LEN]);
}

sub _decode {
    my ($self) = @_;
    my $part = '';
    local $@;
    eval { $self->[CHUNKS]->decode(\$self->[BUFFER], \$part); 1 }
        or return $self->_refuse_after($part, @{$@});
    $self->[CONTENT_ADDED] += length $part;
    return ($part, $self->[CHUNKS]->is_done);
}

# A program that takes content in pieces gets those before the error.
sub _refuse_after {
    my ($self, $part, @error) = @_;
    my @records = $self->[STREAMING] && length $part ? $part : ();
    return [ @records, @{ $self->_refuse(@error, $self->[REQUEST]) } ];
}

# No length tells the program where chunks end, so an empty string does.
sub _stream {
    my ($self, $part, $is_done) = @_;
    my @records = length $part ? $part : ();
    push @records, ''   if $is_done && $self->[CHUNKS];
    $self->_end_content if $is_done;
    return \@records;
}

sub _finish {
    my ($self) = @_;
    my $request = $self->[REQUEST];
    _set_content($request, $self->[CONTENT]);
    if ($self->[CHUNKS]) {
        $request->remove_header('Transfer-Encoding');
        $request->header('Content-Length' => length $self->[CONTENT]);
    }
    $self->_end_content;
    return $request;
}

# Some programs send another line end after content.
sub _end_content {
    my ($self) = @_;
    $self->_reset;
    _skip_space(\$self->[BUFFER]);
    return;
}

# ---------------------------------------------------------------------------
# Errors

# Nobody can tell where the next request begins, so there is none.
sub _refuse {
    my ($self, @error) = @_;
    $self->_read_no_more;
    return [ $self->_build_error(@error) ];
}

sub _read_no_more {
    my ($self) = @_;
    $self->_reset;
    $self->[BUFFER] = '';
    $self->[STATE]  = ST_REFUSED;
    return;
}

sub has_refused { return $_[0][STATE] == ST_REFUSED }

sub _ignore {
    my ($self) = @_;
    $self->[BUFFER] = '';
    return [];
}

sub _build_error {
    my ($self, $code, $details, $request) = @_;
    $code    //= 400;
    $details //= '';
    my $message = HTTP::Status::status_message($code) // 'Unknown Error';
    my $title   = "Error $code: $message";
    my $html    = "<html><head><title>$title</title></head>"
        . "<body><h1>$title</h1><p>$details</p></body></html>";
    my $response = $self->_build_basic_response($html, 'text/html', $code, $message);
    $response->request($request) if defined $request;
    return $response;
}

sub _build_basic_response {
    my ($self, $content, $type, $code, $message) = @_;
    my @fields = ('Content-Type' => $type, 'Content-Length' => length $content);
    return HTTP::Response->new($code // 200, $message, \@fields, $content);
}

# ---------------------------------------------------------------------------
# Writing

sub put {
    my ($self, $responses) = @_;
    return [ map { $self->_octets_of($_) } @$responses ] if ref $self ne __PACKAGE__;
    return [ map { quick_octets($_) // $self->_octets_of($_) } @$responses ];
}

# The content comes before the fields: to make it from parts may add one.
sub _octets_of {
    my ($self, $response) = @_;
    my ($code, $message, $protocol) = ($response->code, $response->message, $response->protocol);
    my $content = $response->content // '';
    my $status  = status_line($code, $message, $protocol);
    _to_octets($status) if utf8::is_utf8($status);
    my @lines  = ($status, $self->headers_as_strings($response->headers, "\r\n"));
    my $octets = join "\r\n", @lines, '', $content;
    return $octets if !utf8::is_utf8($octets);
    utf8::downgrade($octets, 1) or croak 'Wide character in HTTP content';
    return $octets;
}

sub headers_as_strings {
    my ($self, $headers, $end) = @_;
    return field_lines($headers, $end);
}

1;
