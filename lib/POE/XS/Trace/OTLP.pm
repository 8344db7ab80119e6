package POE::XS::Trace::OTLP;

use strict;
use warnings;

our $VERSION = '2.000';

# Handlers that ran as spans in OTLP's JSON: IDs in hex, times and other large integers as strings. Written by hand, as
# the module that comes with perl takes ten times as long, during which the program stands still.

use POE::XS::Probe::JSON qw(text_of);

use constant { INTERNAL => 1, CONSUMER => 5, BILLION => 1_000_000_000 };

# What is called runs within its cause; other events are taken from a queue.
my %kind = map { $_ => CONSUMER } ('post', 'alarm', 'signal', 'child process', 'exception');

# ---- times ----

# What to add to the kernel's clock for the time of day: seconds and nanoseconds, as a number has not enough digits
# for both.
sub clock {
    my ($ticks, $wall)   = @_;
    my ($seconds, $part) = (int $wall, $wall - int $wall);
    my $whole = int($ticks / BILLION);
    return _carried($seconds - $whole, int($part * BILLION) - ($ticks - $whole * BILLION));
}

sub _carried {
    my ($seconds, $ns) = @_;
    ($seconds, $ns) = ($seconds - 1, $ns + BILLION) if $ns < 0;
    ($seconds, $ns) = ($seconds + 1, $ns - BILLION) if $ns >= BILLION;
    return [ $seconds, $ns ];
}

sub _time {
    my ($clock, $ticks) = @_;
    my $whole = int($ticks / BILLION);
    my $sum   = _carried($clock->[0] + $whole, $clock->[1] + $ticks - $whole * BILLION);
    return sprintf '%.0f%09.0f', @$sum;
}

# ---- attributes ----

# In UTF-8.
sub _string {
    my ($text) = @_;
    return $text =~ /\A[\x20\x21\x23-\x5B\x5D-\x7E]*\z/ ? qq("$text") : text_of($text);
}

sub _attribute {
    my ($key, $value) = @_;
    my $said
        = $value =~ /\A-?(?:0|[1-9][0-9]{0,17})\z/
        ? qq({"intValue":"$value"})
        : '{"stringValue":' . _string("$value") . '}';
    return '{"key":' . _string($key) . qq(,"value":$said});
}

# Strings, and integers where they look like some; what is undef is left out.
sub attributes {
    my (@pairs) = @_;
    my @said;
    while (my ($key, $value) = splice @pairs, 0, 2) {
        push @said, _attribute($key, $value) if defined $value and !ref $value;
    }
    return '[' . join(',', @said) . ']';
}

# ---- spans ----

# Rows are those of a trace with IDs. Those without, and those whose numbers are none, are left out.
sub span {
    my ($row, $clock, $names) = @_;
    my (
        $seq, $cause, $start, $run, $wait, $to, $from, $name, $type, $place, $trace, $id, $parent,
        @link
    ) = @$row;
    return if grep { !defined or ref or !/\A[0-9]{1,19}\z/ } $start, $run;
    return if !_is_id($trace, 32) or !_is_id($id, 16);
    my $session = defined $to && !ref $to ? $names->{$to} : undef;
    $type = 'other' if !defined $type or ref $type;
    return join ',', qq({"traceId":"$trace","spanId":"$id"),
        (_is_id($parent, 16)                            ? qq("parentSpanId":"$parent") : ()),
        '"name":' . _string(defined $name && !ref $name ? "$name"                      : '(other)'),
        '"kind":' . ($kind{$type} || INTERNAL),
        '"startTimeUnixNano":"' . _time($clock, $start) . '"',
        '"endTimeUnixNano":"' . _time($clock, $start + $run) . '"',
        '"attributes":' . attributes(
        'poe.session.id' => $to, 'poe.session.name'    => $session, 'poe.sender.id'  => $from,
        'poe.event.type' => $type, 'poe.event.wait_ns' => $wait, 'poe.event.sent_at' => $place
        ),
        _link(@link),
        qq("flags":1,"status":{}});
}

# To what caused it in another trace.
sub _link {
    my ($trace, $id) = @_;
    return if !_is_id($trace, 32) or !_is_id($id, 16);
    return qq("links":[{"traceId":"$trace","spanId":"$id"}]);
}

sub _is_id {
    my ($id, $length) = @_;
    return defined $id && !ref $id && $id =~ /\A[0-9a-f]{$length}\z/ && $id =~ /[^0]/;
}

# The whole of a request, for spans as text.
sub request {
    my ($spans, @resource) = @_;
    return
          '{"resourceSpans":[{"resource":{"attributes":'
        . attributes(@resource)
        . '},"scopeSpans":[{"scope":{"name":"POE","version":"'
        . $VERSION
        . '"},"spans":['
        . join(',', @$spans)
        . ']}]}]}';
}

1;

__END__

=head1 NAME

POE::XS::Trace::OTLP - handlers that ran in the form that collectors read

=head1 DESCRIPTION

The JSON of OTLP over HTTP, of which C<poe-top> makes use, too. It loads no kernel.

=head1 FUNCTIONS

=head2 attributes(@pairs)

I<Returns> names and values as attributes, in UTF-8: integers where they look like some, else texts.

=head2 clock($ticks, $wall)

What a moment is by the clock of records, and by that on the wall, in seconds. I<Returns> what C<span> needs.

=head2 request(\@spans, @resource)

I<Returns> the whole of a request, in UTF-8, with names and values of the resource.

=head2 span(\@row, $clock, \%names)

Of the rows that a trace with IDs has; C<%names> has those of sessions by their numbers. I<Returns> it as text, in UTF-8, or nothing
if it is no such row.

=for example

    use POE::XS::Trace::OTLP;

    my $clock = POE::XS::Trace::OTLP::clock(5_000_000_000, 1_700_000_000);
    my @row   = (1, 0, 6_000_000_000, 250, 0, 2, 2, 'line', 'file', 'x.pl:1', '1' x 32, '2' x 16, undef);
    my $span  = POE::XS::Trace::OTLP::span(\@row, $clock, {});
    print $span =~ /("startTimeUnixNano":"\d+")/ ? "$1\n" : "none\n";
    # prints: "startTimeUnixNano":"1700000001000000000"

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Trace>

=cut
