package POE::XS::Trace::Post;

use strict;
use warnings;

our $VERSION = '2.000';

# One HTTP request to a collector and the answer to it, a step whenever the socket is ready. Nothing here waits.

use Carp  qw(croak);
use Errno qw(EAGAIN EINPROGRESS EINTR EWOULDBLOCK);
use IO::Handle;
use Socket qw(
    AF_UNIX SOCK_STREAM SOL_SOCKET SO_ERROR getaddrinfo getnameinfo NI_NUMERICHOST NI_NUMERICSERV
);
use Time::HiRes ();

# Octets of an answer; what is beyond is not read.
use constant ANSWER_MOST => 65_536;
use constant QUIETLY     => eval { Socket::MSG_NOSIGNAL() } || 0;

# ---- where to ----

# Looks the name up, which may take a while: so once. Dies of what is no such URL.
sub target {
    my ($url) = @_;
    my ($host, $port, $path)
        = $url =~ m{\Ahttp://(\[[0-9A-Fa-f:.]+\]|[^\s/:?#\@\[\]]+)(?::(\d{1,5}))?(/[^\s#]*)?\z}i
        or die "$url: not http://HOST:PORT/PATH\n";
    $port = 80 if !defined $port;
    my ($error, @found) = getaddrinfo($host =~ s/\A\[|\]\z//gr, $port, { socktype => SOCK_STREAM });
    die "$host: $error\n" if $error or !@found;
    return { host => "$host:$port", path => defined $path ? $path : '/', addresses => \@found };
}

# ---- the request ----

# A value with a line end in it would be a header of its own.
sub new {
    my ($class, $target, $headers, $body) = @_;
    my $head
        = "POST $target->{path} HTTP/1.1\r\nHost: $target->{host}\r\nConnection: close\r\n"
        . "Content-Type: application/json\r\nContent-Length: "
        . length($body) . "\r\n";
    $head .= "$_: $headers->{$_}\r\n" for sort keys %$headers;
    my $self = bless {
        out   => "$head\r\n$body", in => '', left => [ @{ $target->{addresses} } ],
        error => 'nowhere to connect to',
        },
        $class;
    $self->{text} = $self->{out};
    $self->_connect;
    return $self;
}

sub handle       { return $_[0]{socket} }
sub wants_to_say { return length $_[0]{out} ? 1 : 0 }

# A reference to { status, retry_after, body } or { error } once it is over.
sub result { return $_[0]{result} }

sub _over {
    my ($self, %result) = @_;
    $self->{result} = \%result;
    return;
}

# To the first address that does not refuse.
sub _connect {
    my ($self) = @_;
    delete $self->{socket};
    while (my $to = shift @{ $self->{left} }) {
        socket my $socket, $to->{family}, SOCK_STREAM, 0 or next;
        $socket->blocking(0);
        if (!connect $socket, $to->{addr} and $! != EINPROGRESS and $! != EINTR) {
            $self->{error} = "$!";
            next;
        }
        $self->{socket} = $socket;
        return;
    }
    return $self->_over(error => $self->{error});
}

# ---- steps ----

# What can be done now. False: the socket is another one now, or there is none any more.
sub step {
    my ($self) = @_;
    return 0 if $self->{result};
    my $socket = $self->{socket};
    if (length $self->{out}) {
        $self->_say;
    } else {
        $self->_hear;
    }
    return $self->{socket} && $self->{socket} == $socket && !$self->{result} ? 1 : 0;
}

sub _say {
    my ($self) = @_;
    if ($self->{out} eq $self->{text} and my $number = _connect_error($self->{socket})) {
        $! = $number;
        $self->{error} = "$!";
        return $self->_connect;
    }
    local $SIG{PIPE} = 'IGNORE' if !QUIETLY;
    my $n = send $self->{socket}, $self->{out}, QUIETLY;
    return substr $self->{out}, 0, $n, '' if defined $n;
    return if $! == EAGAIN or $! == EWOULDBLOCK or $! == EINTR or $!{ENOTCONN};
    # It may have answered before it had read all.
    $self->{out} = '';
    return;
}

sub _connect_error { return unpack 'i', getsockopt($_[0], SOL_SOCKET, SO_ERROR) || pack 'i', 0 }

sub _hear {
    my ($self) = @_;
    my $n = sysread $self->{socket}, $self->{in}, ANSWER_MOST, length $self->{in};
    return if !defined $n and ($! == EAGAIN or $! == EWOULDBLOCK or $! == EINTR);
    my $is_end = !$n || length $self->{in} >= ANSWER_MOST;
    my $answer = _answer($self->{in}, $is_end);
    return $self->_over(%$answer)                                       if $answer;
    return $self->_over(error => 'the collector closed the connection') if $is_end;
    return;
}

# ---- the answer ----

# Nothing while it is not whole; of one that was cut off, what there is.
sub _answer {
    my ($in, $is_end) = @_;
    $in =~ s/\AHTTP\/1\.[01] 1\d\d.*?\r?\n\r?\n//s;
    my ($status, $head, $body)
        = $in =~ m{\AHTTP/1\.[01] ([2-5]\d\d)\b([^\n]*\n.*?)\r?\n\r?\n(.*)\z}s;
    if (!defined $status) {
        return { error => 'the collector speaks no HTTP' }
            if length $in
            and $in !~ m{\A(?:HTTP/1|\z)}
            and length $in >= 6;
        return;
    }
    my %answer = (status => $status);
    ($answer{retry_after}) = $head =~ /^Retry-After:[ \t]*([^\r\n]*?)[ \t]*\r?$/im;
    $answer{body} = _body($head, $body, $is_end);
    return defined $answer{body} ? \%answer : undef;
}

sub _body {
    my ($head, $body, $is_end) = @_;
    if ($head =~ /^Transfer-Encoding:.*\bchunked\b/im) {
        my $whole = _unchunked($body);
        return defined $whole ? $whole : $is_end ? '' : undef;
    }
    my ($length) = $head =~ /^Content-Length:[ \t]*(\d+)/im;
    return substr $body, 0, $length if defined $length and length $body >= $length;
    return $is_end ? $body : undef;
}

sub _unchunked {
    my ($body) = @_;
    my $whole = '';
    while ($body =~ s/\A([0-9A-Fa-f]{1,8})[^\n]*\n//) {
        my $length = hex $1;
        return $whole if !$length;
        return        if length $body < $length + 1;
        $whole .= substr $body, 0, $length, '';
        $body =~ s/\A\r?\n// or return;
    }
    return;
}

# ---- for those who may wait ----

# Until the answer is there, or the time is over.
sub finish {
    my ($self, $seconds) = @_;
    my $end = Time::HiRes::time() + $seconds;
    while (!$self->{result}) {
        my $left = $end - Time::HiRes::time();
        last if $left <= 0;
        vec(my $bits = '', fileno $self->{socket}, 1) = 1;
        my $n = $self->wants_to_say ? select undef, $bits, undef, $left : select $bits, undef,
            undef, $left;
        $self->step if $n > 0;
    }
    $self->_over(error => 'the collector did not answer in time') if !$self->{result};
    return $self->{result};
}

1;

__END__

=head1 NAME

POE::XS::Trace::Post - one request to a collector

=head1 DESCRIPTION

Something that is never waited for: whoever has it looks when the socket is ready, and then has it do a step.

=head1 METHODS

=head2 finish($seconds)

Waits after all, so long at most. I<Returns> the result.

=head2 handle()

I<Returns> the socket, which may be another one after a step.

=head2 new(\%target, \%headers, $body)

Connects. I<Returns> a request.

=head2 result()

I<Returns> undef while it is not over, then a reference to a hash: C<status>, C<retry_after> and C<body>, or C<error>.

=head2 step()

Does what can be done. I<Returns> whether it goes on with the same socket.

=head2 target($url)

Looks up the host, which may take a while. Dies with I<URL: not http://HOST:PORT/PATH>, or what is wrong with the host. I<Returns> what
C<new> needs.

=head2 wants_to_say()

I<Returns> whether the socket is to be ready for writing, not for reading.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Trace>

=cut
