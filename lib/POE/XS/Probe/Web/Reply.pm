package POE::XS::Probe::Web::Reply;

use strict;
use warnings;

our $VERSION = '2.000';

# Answers as they go over the connection: functions that give one piece of bytes after the other, '' for none yet,
# a number of
# seconds to rest, and undef for the end.

my %words = (
    200 => 'OK', 400 => 'Bad Request', 401 => 'Unauthorized', 403 => 'Forbidden',
    404 => 'Not Found',
    405 => 'Method Not Allowed', 429 => 'Too Many Requests', 500 => 'Internal Server Error',
    503 => 'Service Unavailable',
);

# With each answer: nothing may be loaded, framed, kept or read by others.
my @always = (
    'X-Content-Type-Options: nosniff',
    'X-Frame-Options: DENY',
    'Referrer-Policy: no-referrer',
    'Cross-Origin-Resource-Policy: same-origin',
    'Cross-Origin-Opener-Policy: same-origin',
    'Cache-Control: no-store',
);
my $nothing = q{default-src 'none'; frame-ancestors 'none'; base-uri 'none'};

my @days   = qw(Sun Mon Tue Wed Thu Fri Sat);
my @months = qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec);

sub _date {
    my ($s, $m, $h, $day, $month, $year, $weekday) = gmtime;
    return sprintf 'Date: %s, %02d %s %d %02d:%02d:%02d GMT', $days[$weekday], $day,
        $months[$month],
        1900 + $year, $h, $m, $s;
}

sub _head {
    my ($reply, @fields) = @_;
    my $code   = $reply->{code};
    my $word   = $words{$code}    || 'Error';
    my $policy = $reply->{policy} || $nothing;
    push @fields, @{ $reply->{fields} || [] };
    push @fields, 'Connection: close' if $reply->{is_last};
    return join "\r\n", "HTTP/1.1 $code $word", _date(), "Content-Type: $reply->{type}",
        "Content-Security-Policy: $policy", @always, @fields, '', '';
}

# { code, type, fields, policy, is_last, no_content } and all of its content.
sub whole {
    my ($reply, $content) = @_;
    my $text = _head($reply, 'Content-Length: ' . length $content);
    $text .= $content if !$reply->{no_content};
    my @left = ($text);
    return sub { return shift @left };
}

sub message {
    my ($reply, $text) = @_;
    return whole({ type => 'text/plain; charset=utf-8', %$reply }, "$text\n");
}

# Content that a function makes. What ends by the end of the connection has no chunks.
sub pieces {
    my ($reply, $next) = @_;
    my $chunked = !$reply->{is_last};
    my $start   = _head($reply, $chunked ? 'Transfer-Encoding: chunked' : ());
    my $is_over = $reply->{no_content};
    return sub {
        if (defined $start) {
            my $head = $start;
            undef $start;
            return $head;
        }
        return if $is_over;
        my $piece = $next->();
        return $piece if defined $piece and $piece =~ /\A[\d.]*\z/;
        $is_over = !defined $piece;
        return $piece      if !$chunked;
        return "0\r\n\r\n" if $is_over;
        return sprintf("%x\r\n", length $piece) . "$piece\r\n";
    };
}

1;

__END__

=head1 NAME

POE::XS::Probe::Web::Reply - answers in HTTP

=head1 DESCRIPTION

Each is a function that gives one piece of bytes after the other, with the fields that forbid what is not needed.

=head1 FUNCTIONS

=head2 message(\%reply, $text)

I<Returns> an answer of one line.

=head2 pieces(\%reply, $function)

I<Returns> an answer with the content that a function makes, in chunks unless it is the last.

=head2 whole(\%reply, $content)

I<Returns> an answer with all of its content.

=head1 SEE ALSO

L<POE::XS::Probe::Web>

=cut
