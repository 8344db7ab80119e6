package POE::XS::Trace;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp         qw(croak);
use Scalar::Util qw(blessed reftype);

# Kept by the standard: entries of a list, characters that have to be passed on, and what a longer entry is.
use constant { STATES => 32, STATE_LENGTH => 512, STATE_LONG => 128, SEED_BYTES => 24 };

my ($is_on, $seeded, $exporter) = (0, 0);

# ---- on and off ----

sub start {
    my ($class, %option) = @_;
    my $part = delete $option{sample};
    croak "POE::XS::Trace: unknown option \"$_\"" for sort keys %option;
    croak 'sample: a number from 0 to 1'
        if defined $part and $part !~ /\A(?:0?\.\d+|0|1(?:\.0*)?|0\.)\z/;
    _require();
    POE::XS::Probe::Level::want($class => 'times');
    _seed();
    POE::XS::Look::_sample($part) if defined $part;
    $is_on = 1;
    return;
}

sub stop {
    my ($class) = @_;
    return          if !is_on();
    $exporter->stop if $exporter and $exporter->is_ours;
    undef $exporter;
    POE::XS::Probe::Level::want($class => undef);
    $is_on = 0;
    return;
}

sub is_on { return $is_on }

sub _require {
    require POE;
    require POE::XS::Probe::Level;
    return;
}

# A forked child's own traces and spans have IDs of their own. So have a thread's, whose kernel is another one.
sub _seed {
    return if $seeded == $$;
    open my $random, '<:raw', '/dev/urandom' or croak "/dev/urandom: $!";
    my $got = sysread $random, my $bytes, SEED_BYTES;
    croak '/dev/urandom: too few bytes' if !defined $got or $got != SEED_BYTES;
    POE::XS::Look::_seed($bytes);
    $seeded = $$;
    return;
}

sub CLONE { ($is_on, $seeded, $exporter) = (0, 0); return }

# ---- headers ----

# Trace, span, flags; nothing if it is none. Of a later version what is known of this one counts.
sub _parse {
    my ($text) = @_;
    return if !defined $text or ref $text;
    my ($version, $trace, $span, $flags, $more)
        = $text
        =~ /\A[ \t]*([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?[ \t]*\z/s
        or return;
    return if $version eq 'ff' or $version eq '00' and defined $more;
    return if $trace !~ /[^0]/ or $span !~ /[^0]/;
    return ($trace, $span, hex $flags);
}

my $key   = qr{[a-z0-9][a-z0-9_\-*/]{0,255}(?:@[a-z][a-z0-9_\-*/]{0,13})?};
my $value = qr{[\x20-\x2B\x2D-\x3C\x3E-\x7E]{0,255}[\x21-\x2B\x2D-\x3C\x3E-\x7E]};

# As it is passed on; empty if it is none. Others' entries stay as they are and where they are.
sub _state {
    my ($text) = @_;
    return '' if !defined $text or ref $text;
    my @entries = grep {length} map {s/\A[ \t]+|[ \t]+\z//gr} split /,/, $text;
    my %seen;
    for my $entry (@entries) {
        return '' if $entry !~ /\A($key)=$value\z/ or $seen{$1}++;
    }
    return '' if @entries > STATES;
    return _shortened(@entries);
}

# Long entries go first, then those at the end.
sub _shortened {
    my (@entries) = @_;
    for (my $i = $#entries; $i >= 0 and length(join ',', @entries) > STATE_LENGTH; $i--) {
        splice @entries, $i, 1 if length $entries[$i] > STATE_LONG;
    }
    pop @entries while length(join ',', @entries) > STATE_LENGTH;
    return join ',', @entries;
}

# ---- the handler that runs ----

sub begin {
    my ($class, $parent, $state) = @_;
    my ($trace, $span, $flags)   = _parse($parent) or return !!0;
    return !!0 if !is_on();
    _seed();
    return POE::XS::Look::_begin_trace(
        pack('H*', $trace), pack('H*', $span), $flags & 1,
        _state($state));
}

sub _context {
    return if !is_on();
    _seed();
    return POE::XS::Look::_context();
}

sub trace_id {
    my ($trace) = _context() or return;
    return unpack 'H*', $trace;
}

sub span_id {
    my (undef, $span) = _context() or return;
    return unpack 'H*', $span;
}

sub traceparent {
    my ($trace, $span, $sampled) = _context() or return;
    return sprintf '00-%s-%s-%02x', unpack('H*', $trace), unpack('H*', $span), $sampled ? 1 : 0;
}

sub tracestate {
    my (undef, undef, undef, $state) = _context() or return;
    return length $state ? $state : undef;
}

# ---- messages ----

sub _is_message { return blessed $_[0] && $_[0]->can('header') }

# A header of an HTTP::Message, an element of a PSGI environment, or of a plain hash of headers.
sub _header {
    my ($from, $name) = @_;
    return join ',', $from->header($name) if _is_message($from);
    my ($found) = grep { lc eq $name || uc eq 'HTTP_' . uc $name } sort keys %$from;
    return defined $found ? $from->{$found} : undef;
}

sub extract {
    my ($class, $from) = @_;
    croak 'extract: from an HTTP::Message, or a reference to a hash'
        if !_is_message($from)
        and (!ref $from or reftype $from ne 'HASH');
    return $class->begin(map { scalar _header($from, $_) } qw(traceparent tracestate));
}

sub inject {
    my ($class, $into) = @_;
    croak 'inject: into an HTTP::Message, or a reference to a hash'
        if !_is_message($into)
        and (!ref $into or reftype $into ne 'HASH');
    my $parent = $class->traceparent;
    return !!0 if !defined $parent;
    my %header = (traceparent => $parent, tracestate => $class->tracestate);
    for my $name (sort keys %header) {
        _put($into, $name, $header{$name});
    }
    return !!1;
}

# One that was there belongs to another trace, and goes.
sub _put {
    my ($into, $name, $text) = @_;
    if (!_is_message($into)) {
        delete @$into{ grep { lc eq $name } keys %$into };
        $into->{$name} = $text if defined $text;
    } elsif (defined $text) {
        $into->header($name => $text);
    } else {
        $into->remove_header($name);
    }
    return;
}

# ---- to a collector ----

sub export {
    my ($class, %option) = @_;
    require POE::XS::Trace::Exporter;
    my %sample = exists $option{sample} ? (sample => delete $option{sample}) : ();
    my $new    = POE::XS::Trace::Exporter->new(%option);
    $class->start(%sample);
    $exporter->stop if $exporter and $exporter->is_ours;
    $exporter = $new;
    $exporter->begin;
    return;
}

# What waits is sent, if that takes no time to speak of.
END {
    local ($?, $@, $!);
    $exporter->stop if $exporter and $exporter->is_ours;
}

sub exported { return $exporter && $exporter->is_ours ? $exporter->counts : undef }

1;

__END__

=encoding utf8

=head1 NAME

POE::XS::Trace - which request a handler works for, across sessions and programs

=head1 SYNOPSIS

=for example

    use POE;
    use POE::XS::Trace;

    POE::XS::Trace->start;
    POE::Session->create(
        inline_states => {
            _start  => sub { $_[KERNEL]->yield(request => { HTTP_TRACEPARENT =>
                '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }) },
            request => sub {
                my ($kernel, $env) = @_[ KERNEL, ARG0 ];
                POE::XS::Trace->extract($env);
                $kernel->delay(work => 0.01);
            },
            work => sub { print POE::XS::Trace->trace_id, "\n" },
        },
    );
    POE::Kernel->run;
    # prints: 0af7651916cd43dd8448eb211c80319c

=head1 DESCRIPTION

A trace is a handler and all that follows from it: the handlers of events that it posts, of alarms and delays that it
sets, of sessions that it creates, what it calls, and what follows from these. The kernel keeps that in mind for each
event, so that nobody has to hand it on. A handler that is told of a trace that began in another program, by the
headers of W3C's Trace Context, belongs to that one from there on; and it can give the headers to the next program.

An event that nothing in the program caused begins a trace: a file that is ready, a signal, what is posted outside of
handlers. What is watched by C<select_read> and its like is a matter of the file, not of the handler that asked for it:
the trace is B<not> carried along, and a handler of file events that goes on with a request of before says so, with
L</begin($traceparent, $tracestate)>. So it is with wheels and what is made of them.

Nothing of this is there before C<start>: to load the module costs nothing. From then on handlers are timed, as
L<POE::XS::Probe/COSTS> has it, and carrying the trace along costs no more than that.

IDs follow from the numbers of handlers and from octets that are drawn at random when C<start> is called, and anew in each
forked child: what runs in a child belongs to other traces than what runs in its parent, unless they began elsewhere.
Of traces that began elsewhere the last 16,384 are known; a handler that belongs to an older one goes on in a trace of
the program's own.

=head1 METHODS

All of them are methods of the class. Those about "the handler that runs" have nothing to tell outside of handlers,
before C<start>, and in the handler that called C<start>.

=head2 begin($traceparent, $tracestate)

The handler that runs belongs from here on to the trace that the headers name, and so does all that follows from what it
does after this. What it has posted before stays where it was. The second header may be left out.

Headers that are not as the standard has them are no error: a bad C<traceparent> is as good as none, and with a bad
C<tracestate> the trace is begun without it.

I<Returns> whether it is so.

=for example

    use POE;
    use POE::XS::Trace;

    POE::XS::Trace->start;
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->yield('come') },
            come   => sub {
                my $told = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
                print "begun\n" if POE::XS::Trace->begin($told, 'vendor=1');
                print "no header\n" if !POE::XS::Trace->begin('nonsense');
                print POE::XS::Trace->tracestate, "\n";
            },
        },
    );
    POE::Kernel->run;
    # prints:
    #   begun
    #   no header
    #   vendor=1

=head2 CLONE()

What perl calls in a new thread, where nothing of it is on.

=head2 export(option => value, ...)

Sends what runs to a collector that speaks OTLP over HTTP, in JSON, from now on, and begins with C<start>. It is done
by a session in the background that keeps nothing going and is not told of itself. It costs what a trace does, see L<POE::XS::Probe/COSTS>, and
what it takes to write the spans down, a few at a time. Up to 65,536 handlers wait in the
kernel; when it comes to more the oldest are dropped, and counted. The answers 429, 502, 503 and 504, and what goes
wrong with the connection, are tried again, up to eight times, after what C<Retry-After> says or in times that double; other
answers are the end of those spans. The first fault after all went well is told by a warning.

At the program's end, with C<stop> and when another export begins, what waits is sent without more tries, which blocks
no longer than C<last> says. A forked child exports nothing, until it calls this itself.

=over 4

=item url => 'http://HOST:PORT/PATH'

By default what C<OTEL_EXPORTER_OTLP_TRACES_ENDPOINT> says, or F</v1/traces> below C<OTEL_EXPORTER_OTLP_ENDPOINT>, or
below F<http://localhost:4318>. The host's name is looked up once, now, which may take a while. There is no C<https>: a collector beside the program takes
that over. I<url: ...: not http://HOST:PORT/PATH>, or what is wrong with the host.

=item service => NAME

C<service.name>; by default C<OTEL_SERVICE_NAME>, what C<OTEL_RESOURCE_ATTRIBUTES> says, or the program's own name. I<service: text>.

=item resource => { name => value }, headers => { name => value }

More attributes of the resource, and headers of requests; by default what C<OTEL_RESOURCE_ATTRIBUTES> and
C<OTEL_EXPORTER_OTLP_TRACES_HEADERS> or C<OTEL_EXPORTER_OTLP_HEADERS> say. I<resource: a reference to a hash of texts>, I<headers: names and
values of HTTP headers>.

=item every => SECONDS, batch => NUMBER

At the latest so long after a handler ran its span is sent; as soon as there are so many of them, at once. By default
5 and 512. I<every: a number of seconds>, I<batch: a number of spans, from 1 to 10000>.

=item timeout => SECONDS, last => SECONDS

For an answer, and for all of them at the end of the program; by default 10 and 1. With 0 for C<last> nothing is sent at
the end. I<timeout: a number of seconds>.

=item sample => NUMBER

As in L</start(sample =E<gt> NUMBER)>.

=item session => ALIAS or ID, event => TEXT, min => SECONDS

Only handlers of that session, of events whose names have that part, and that take so long at least. I<session: text>,
I<event: text>, I<min: a number of seconds>.

=item warn => FUNCTION

Is called with the text of each warning, instead of C<warn>. I<warn: a reference to a function>.

=back

I<POE::XS::Trace: unknown option "..."> is for all others. All of them are errors at the caller's line.

I<Returns> nothing.

=for example

    use POE;
    use POE::XS::Trace;

    POE::XS::Trace->export(url => 'http://127.0.0.1:4318/v1/traces', service => 'shop', sample => 0.1);
    eval { POE::XS::Trace->export(url => 'ftp://nowhere') };
    print $@ =~ s/ at .*//sr, "\n";
    POE::XS::Trace->stop;
    POE::Kernel->run;
    # prints: url: ftp://nowhere: not http://HOST:PORT/PATH

=head2 exported()

I<Returns> a reference to a hash: C<sent>, spans that the collector took; C<dropped>, handlers that were too many;
C<failed>, spans that it did not take; C<waiting>, handlers that are to be looked at; C<error>, what is wrong, or undef.
undef if nothing is exported in this process.

=for example

    use POE;
    use POE::XS::Trace;

    print defined POE::XS::Trace->exported ? "some\n" : "nothing\n";
    POE::Kernel->run;
    # prints: nothing

=head2 extract($message)

As L</begin($traceparent, $tracestate)>, with the headers of an L<HTTP::Request>, or of any object with a method
C<header>; or of a reference to a hash, with the names of headers or those of PSGI's environment. I<extract: from an
HTTP::Message, or a reference to a hash> for what is neither.

I<Returns> whether the handler belongs to the message's trace now.

=for example

    use POE;
    use POE::XS::Trace;

    print POE::XS::Trace->extract({}) ? "a trace\n" : "none\n";
    POE::Kernel->run;
    # prints: none

=head2 inject($message)

Puts the headers of the handler that runs into such a message, in place of those that are there. I<inject: into an HTTP::Message,
or a reference to a hash>.

I<Returns> whether there were any.

=for example

    use POE;
    use POE::XS::Trace;

    POE::XS::Trace->start;
    POE::Session->create(
        inline_states => {
            _start => sub {
                my %header;
                POE::XS::Trace->inject(\%header);
                print join(' ', sort keys %header), "\n";
            },
        },
    );
    POE::Kernel->run;
    # prints: traceparent

=head2 is_on()

I<Returns> whether C<start> was called, and C<stop> was not.

=for example

    use POE;
    use POE::XS::Trace;

    print POE::XS::Trace->is_on, "\n";
    POE::XS::Trace->start;
    print POE::XS::Trace->is_on, "\n";
    POE::Kernel->run;
    # prints:
    #   0
    #   1

=head2 span_id()

I<Returns> the ID of the handler that runs, 16 digits, or undef.

=for example

    use POE;
    use POE::XS::Trace;

    print defined POE::XS::Trace->span_id ? "a handler\n" : "none runs\n";
    POE::Kernel->run;
    # prints: none runs

=head2 start(sample => NUMBER)

From now on handlers belong to traces; those that run already do not. Of the traces that begin in the program such a
part, from 0 to 1, is marked as sampled, and only these are exported; all of them unless it is given. What began
elsewhere is sampled if it was there. I<sample: a number from 0 to 1>, I<POE::XS::Trace: unknown option "...">,
I</dev/urandom: ...> with what the system says.

I<Returns> nothing.

=for example

    use POE;
    use POE::XS::Trace;

    POE::XS::Trace->start(sample => 0);
    POE::Session->create(
        inline_states => {
            _start => sub { print substr(POE::XS::Trace->traceparent, -3), "\n" },
        },
    );
    POE::Kernel->run;
    # prints: -00

=head2 stop()

Ends it, and what is exported. I<Returns> nothing.

=for example

    use POE;
    use POE::XS::Trace;

    POE::XS::Trace->start;
    POE::XS::Trace->stop;
    print POE::XS::measures(), "\n";
    POE::Kernel->run;
    # prints: off

=head2 trace_id()

I<Returns> the ID of the trace of the handler that runs, 32 digits, or undef: something for a line of a log.

=for example

    use POE;
    use POE::XS::Trace;

    POE::XS::Trace->start;
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->yield(next => POE::XS::Trace->trace_id) },
            next   => sub { print $_[ARG0] eq POE::XS::Trace->trace_id ? "the same\n" : "another\n" },
        },
    );
    POE::Kernel->run;
    # prints: the same

=head2 traceparent()

I<Returns> the header for whoever is asked by the handler that runs: version 00, the trace, the handler, and whether the
trace is sampled. Or undef.

=for example

    use POE;
    use POE::XS::Trace;

    POE::XS::Trace->start;
    POE::Session->create(
        inline_states => {
            _start => sub { print length POE::XS::Trace->traceparent, "\n" },
        },
    );
    POE::Kernel->run;
    # prints: 55

=head2 tracestate()

I<Returns> the header that came with the trace of the handler that runs, as it is to be passed on, or undef. We add
nothing of our own. A list of more than 512 characters is shortened: entries of more than 128 go first, then the last
ones.

=for example

    use POE;
    use POE::XS::Trace;

    print defined POE::XS::Trace->tracestate ? "some\n" : "none\n";
    POE::Kernel->run;
    # prints: none

=head1 SPANS

Each handler is one: named as its event, of the kind I<consumer> if the event was taken from the queue and else
I<internal>, below the handler that posted or called it. One that was told of a trace elsewhere is below the span that it was told of, and has a
link to the handler here. The attributes are C<poe.session.id>, C<poe.session.name> (its
first alias), C<poe.sender.id>, C<poe.event.type>, C<poe.event.wait_ns>, how long it waited after it was due, and C<poe.event.sent_at>, the
line that posted it. Arguments are never told.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Probe>, L<poe-top>, L<POE::Manual::Watching>, L<https://www.w3.org/TR/trace-context/>

=cut
