package Collector;

# A collector for tests, in a process of its own: takes OTLP over HTTP in JSON, strictly, and answers as it is told.
#
# Answers are taken one after the other, the last one for good: a status, a status with headers and a body after it, "silent",
# "close", or "garbage".

use strict;
use warnings;

use File::Temp ();
use IO::Handle;
use IO::Socket::INET;
use JSON::PP;
use POSIX       ();
use Time::HiRes qw(sleep time);

my $json = JSON::PP->new->utf8->allow_bignum(0);

sub new {
    my ($class, @answers) = @_;
    my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 16, Proto => 'tcp')
        or die "listen: $!";
    my $file = File::Temp->new;
    open my $reader, '<', "$file" or die "$file: $!";
    $file->autoflush(1);
    my $child = fork // die "fork: $!";
    _begin($listener, $file, @answers ? @answers : 200) if !$child;
    waitpid $child, 0;
    chomp(my $pid = _line($reader));
    return bless {
        pid      => $pid, owner => $$, reader => $reader, port => $listener->sockport,
        requests => [] }, $class;
}

sub url { return "http://127.0.0.1:$_[0]{port}/v1/traces" }

# ---- the process ----

# No child of the program's, which has nothing to wait for.
sub _begin {
    my ($listener, $writer, @answers) = @_;
    my $pid = fork // die "fork: $!";
    POSIX::_exit(0) if $pid;
    print {$writer} "$$\n";
    $SIG{PIPE} = 'IGNORE';
    eval { _serve($listener, $writer, @answers); 1 } or print STDERR $@;
    POSIX::_exit(0);
}

sub _serve {
    my ($listener, $writer, @answers) = @_;
    my @silent;
    while (my $socket = $listener->accept) {
        my $answer  = @answers > 1 ? shift @answers : $answers[0];
        my $request = _request($socket);
        $request->{answer} = $answer;
        print {$writer} $json->encode($request), "\n";
        if ($answer eq 'silent') {
            push @silent, $socket;
            next;
        }
        print {$socket} _text($answer) if $answer ne 'close';
        close $socket;
    }
    return;
}

sub _text {
    my ($answer) = @_;
    return "SSH-2.0-none of yours\r\n" if $answer eq 'garbage';
    my ($status, $headers, $body) = ref $answer ? @$answer : ($answer, {}, '{}');
    my $length = exists $headers->{'Transfer-Encoding'} ? {} : { 'Content-Length' => length $body };
    my %all    = (%$headers, %$length);
    return
          "HTTP/1.1 $status Whatever\r\n"
        . join('', map {"$_: $all{$_}\r\n"} sort keys %all)
        . "\r\n$body";
}

sub _request {
    my ($socket) = @_;
    my $in = '';
    while ($in !~ /\r\n\r\n/) {
        sysread $socket, $in, 65_536, length $in or last;
    }
    my ($line, $head, $body) = $in =~ /\A(\V*)\r\n(.*?)\r\n\r\n(.*)\z/s
        or return { wrong => 'no request' };
    my %header = map { my ($n, $v) = split /: /, $_, 2; (lc $n => $v) } split /\r\n/, $head;
    while (length $body < $header{'content-length'}) {
        sysread $socket, $body, 65_536, length $body or last;
    }
    return { line => $line, header => \%header, body => $body };
}

# The number of the process, as soon as it is there; the rest is for later.
sub _line {
    my ($reader) = @_;
    my $line = '';
    while ($line !~ /\n/) { sysread($reader, $line, 1, length $line) || sleep 0.01 }
    return $line;
}

# ---- what came ----

# Those that came so far, or at least so many.
sub requests {
    my ($self, $least) = @_;
    my $found = $self->{requests};
    my $end   = time + 30;
    while (time < $end) {
        my $n = sysread $self->{reader}, $self->{in}, 65_536, length($self->{in} // '');
        push @$found, $json->decode($1) while $self->{in} =~ s/\A(.*)\n//;
        last       if !$n && @$found >= ($least || 0);
        sleep 0.01 if !$n;
    }
    return @$found;
}

# All spans of requests that were taken.
sub spans {
    my ($self, $least) = @_;
    return map { @{ $_->{spans} } }
        map    { _checked($_) }
        grep   { ref $_->{answer} || $_->{answer} eq '200' } $self->requests($least);
}

sub attributes {
    my ($of) = @_;
    return { map { ($_->{key} => (values %{ $_->{value} })[0]) } @{ $of->{attributes} } };
}

# Dies of what is not as the protocol has it.
sub _checked {
    my ($request) = @_;
    die "$request->{line}" if $request->{line} ne 'POST /v1/traces HTTP/1.1';
    die 'type'             if $request->{header}{'content-type'} ne 'application/json';
    my $body = $json->decode($request->{body});
    _keys($body, 'resourceSpans');
    my ($resource) = @{ $body->{resourceSpans} };
    _keys($resource, 'resource', 'scopeSpans');
    _attributes($resource->{resource}{attributes});
    my ($scope) = @{ $resource->{scopeSpans} };
    _keys($scope, 'scope', 'spans');
    _span($_, $request->{body}) for @{ $scope->{spans} };
    return { resource => attributes($resource->{resource}), spans => $scope->{spans} };
}

sub resource { return _checked($_[1])->{resource} }

sub _keys {
    my ($hash, @needed) = @_;
    die join ' ', 'keys:', sort keys %$hash if "@{[ sort keys %$hash ]}" ne "@{[ sort @needed ]}";
    return;
}

sub _span {
    my ($span, $text) = @_;
    my @parent = exists $span->{parentSpanId} ? 'parentSpanId' : ();
    _keys(
        $span,
        qw(traceId spanId name kind startTimeUnixNano endTimeUnixNano attributes flags status),
        @parent, exists $span->{links} ? 'links' : ());
    for my $link (@{ $span->{links} || [] }) {
        _keys($link, qw(traceId spanId));
        die 'a link' if "$link->{traceId} $link->{spanId}" !~ /\A[0-9a-f]{32} [0-9a-f]{16}\z/;
    }
    die "traceId $span->{traceId}" if $span->{traceId} !~ /\A(?!0{32})[0-9a-f]{32}\z/;
    $span->{$_} =~ /\A(?!0{16})[0-9a-f]{16}\z/ or die "$_ $span->{$_}" for 'spanId', @parent;
    $span->{$_} =~ /\A1[0-9]{18}\z/
        or die "$_ $span->{$_}"
        for qw(startTimeUnixNano endTimeUnixNano);
    die 'a time is to be a string' if $text !~ /"startTimeUnixNano":"$span->{startTimeUnixNano}"/;
    die 'it ends before it begins' if $span->{endTimeUnixNano} lt $span->{startTimeUnixNano};
    die "kind $span->{kind}"       if $span->{kind} !~ /\A[1-5]\z/;
    die 'its own parent'           if @parent && $span->{parentSpanId} eq $span->{spanId};
    _attributes($span->{attributes});
    return;
}

sub _attributes {
    my ($list) = @_;
    my %seen;
    for my $attribute (@$list) {
        _keys($attribute, qw(key value));
        my ($type, @more) = keys %{ $attribute->{value} };
        die "$attribute->{key}: twice" if $seen{ $attribute->{key} }++;
        die "$attribute->{key}: $type" if @more or $type !~ /\A(?:string|int)Value\z/;
        die "$attribute->{key}: no integer"
            if $type eq 'intValue' && $attribute->{value}{$type} !~ /\A-?\d+\z/;
    }
    return;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@, $!);
    return if $$ != $self->{owner};
    kill KILL => $self->{pid};
    return;
}

1;
