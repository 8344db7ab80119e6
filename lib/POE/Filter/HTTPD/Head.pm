package POE::Filter::HTTPD::Head;

use strict;
use warnings;

our $VERSION = '2.000';

use Exporter                    qw(import);
use URI                         ();
use POE::Filter::HTTPD::Fields  qw(quick_fields read_fields CLEAN STATUS_LINE UNCLEAN);
use POE::Filter::HTTPD::Objects qw(are_plain has_body_limit new_request);

our @EXPORT_OK = qw(quick_head read_head may_have_content may_hide_length);

my $path_class = ref URI->new('/');
my $has_limit  = has_body_limit();

# What most clients send: a method, a path, a usual protocol. Returns the request and its fields by name,
# or nothing if the head is of another kind. What the path is made of cannot end the first line.
sub quick_head {
    my ($head) = @_;
    my $space  = index $head, ' ';
    my $end    = index $head, " HTTP/1.1\r\n";
    $end = index $head, " HTTP/1.0\r\n" if $end < 0;
    return if $space < 1 || $end <= $space || !are_plain();
    my $method   = substr $head, 0, $space;
    my $path     = substr $head, $space + 1, $end - $space - 1;
    my $protocol = substr $head, $end + 1, 8;
    return if $method =~ tr/A-Za-z0-9_//c || ord $path != 47 || ord substr($path, 1) == 47;
    return if $path   =~ tr{A-Za-z0-9;/?:@&=+$,\-_.!~*'()%#}{}c;
    substr $head, 0, $end + 11, STATUS_LINE;
    my $fields  = quick_fields($head) // return;
    my %request = (
        _method   => $method,
        _uri      => bless(\$path, $path_class),
        _protocol => $protocol,
        _headers  => bless($fields, 'HTTP::Headers'),
        _content  => '',
    );
    $request{_max_body_size} = $HTTP::Message::MAXIMUM_BODY_SIZE if $has_limit;
    return (bless(\%request, 'HTTP::Request'), $fields);
}

# Takes all heads. Also returns what read_fields says of the lines, and no request if the first line
# is none. No part of the pattern gives back what it has matched: a long line that does not match fails
# at once.
sub read_head {
    my ($head) = @_;
    my ($method, $target, $protocol)
        = $head
        =~ m{\A(\w++)[ \t]++([^\s\0]++)(?:[ \t]++(HTTP/[0-9]++\.[0-9]++))?+[^\r\n\0]*+\r?\n}a
        or return (undef, undef, $head =~ /\A\w++[ \t]++\S[^\n]*+\n/a ? UNCLEAN : CLEAN);
    my ($fields, $lines) = read_fields(substr $head, $+[0]);
    $target =~ s{\A//+}{/} if substr($target, 0, 2) eq '//';
    return (new_request($method, $target, $protocol // 'HTTP/0.9', $fields), $fields, $lines);
}

# What a line looks like that says where the content ends, and what else some program may take for one.
my $length_line = qr/^(?:content-length|transfer-encoding):[^\r\n]*+\r?\n(?![ \t\x0B\x0C])/mi;
my $like_length = qr/^[^\w\n]*+(?:content[-_]length|transfer[-_]encoding)[^\w\n:]*+:/mi;

# True unless every such line is plain and has been read.
sub may_hide_length {
    my ($head, $fields) = @_;
    my $plain = () = $head =~ /$length_line/g;
    my $all   = () = $head =~ /$like_length/g;
    my $read  = 0;
    for my $key (grep { exists $fields->{$_} } 'content-length', 'transfer-encoding') {
        $read += ref $fields->{$key} ? @{ $fields->{$key} } : 1;
    }
    return $all != $read || $plain != $read;
}

# Whether any line, of a head that cannot be read, may say that content follows.
my $like_content = qr/^[^\w\n]*+(?:content[-_](?:length|encoding)|transfer[-_]encoding)/mi;

sub may_have_content { return $_[0] =~ $like_content }

1;
