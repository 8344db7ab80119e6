package POE::XS::Probe::Metrics;

use strict;
use warnings;

our $VERSION = '2.000';

# Numbers in the two dialects of Prometheus' text. Sessions are no labels: they come and go without end. Names
# of events are, as the kernel knows a limited number of them.

use POE::XS::Probe::JSON qw(data_of);

# Family, type, help, unit, and what it is of the head; a number divides.
my @families = (
    [ poe_sessions          => gauge   => 'Sessions in service.', '', 'sessions' ],
    [ poe_sessions_born     => counter => 'Sessions that were made.', '', 'born' ],
    [ poe_sessions_died     => counter => 'Sessions that ended.', '', 'died' ],
    [ poe_events_queued     => counter => 'Events that were put into the queue.', '', 'enqueued' ],
    [ poe_events_dispatched => counter => 'Queued events that were dispatched.', '', 'dispatched' ],
    [ poe_events_unhandled  => counter => 'Events that no handler took.', '', 'unhandled' ],
    [ poe_calls             => counter => 'Handlers that were called by others.', '', 'calls' ],
    [ poe_files_ready  => counter => 'Handlers called because a file was ready.', '', 'ready' ],
    [ poe_polls        => counter => 'Times that the loop asked for what is ready.', '', 'polls' ],
    [ poe_queue_events => gauge   => 'Posted events that wait.', '', 'queue' ],
    [ poe_alarms       => gauge   => 'Alarms that wait for their time.', '', 'timers' ],
    [ poe_files        => gauge   => 'Descriptors that are watched.', '', 'files' ],
    [
        poe_loop_wait_seconds => counter => 'Time spent waiting for something to happen.',
        'seconds', 'wait_ns'
    ],
    [ poe_loop_files_seconds => counter => 'Time spent on ready files.', 'seconds', 'files_ns' ],
    [
        poe_loop_events_seconds => counter => 'Time spent on queued events.', 'seconds', 'events_ns'
    ],
    [
        poe_loop_collect_seconds => counter => 'Time spent on ending sessions.', 'seconds',
        'collect_ns'
    ],
    [ process_open_fds              => gauge => 'Descriptors that are open.', '', 'fds' ],
    [ process_max_fds               => gauge => 'Descriptors that may be open.', '', 'fd_limit' ],
    [ process_resident_memory_bytes => gauge => 'Memory of the process.', 'bytes', 'memory' ],
);

sub families {
    return map { [@$_] } @families;
}

# Functions that give more pieces: what other modules of the program count.
my @others;
sub add { push @others, @_; return }

# Upper ends, in nanoseconds, each the least value of a bucket of the kernel's, and as they are written.
my @ends = map { [ $_, _seconds($_ / 1e9) ] } map { 2**$_ } 10, 13, 15, 17, 18, 20, 21, 23, 24, 26,
    27, 28, 30, 32, 34;

# A number, as both dialects write it.
sub _seconds {
    my ($value) = @_;
    my $text = sprintf '%.17g', $value;
    for my $digits (1 .. 16) {
        my $shorter = sprintf "%.${digits}g", $value;
        $text = $shorter, last if $shorter == $value;
    }
    $text .= '.0' if $text !~ /[.e]/;
    return $text;
}

sub _label {
    my ($text) = @_;
    utf8::encode($text);
    $text =~ s/(["\\])/\\$1/g;
    $text =~ s/\n/\\n/g;
    return $text;
}

sub _meta {
    my ($name, $type, $help, $unit, $is_open) = @_;
    my $family = $is_open || $type ne 'counter' ? $name : "${name}_total";
    my $text   = "# HELP $family $help\n# TYPE $family $type\n";
    $text .= "# UNIT $family $unit\n" if $is_open and $unit;
    return $text;
}

sub _family {
    my ($head, $is_open, $name, $type, $help, $unit, $key) = @_;
    my $value = $head->{$key};
    return '' if !defined $value;
    $value = _seconds($value / 1e9) if $key =~ /_ns\z/;
    my $sample = $type eq 'counter' ? "${name}_total" : $name;
    return _meta($name, $type, $help, $unit, $is_open) . "$sample $value\n";
}

sub _build {
    my ($head, $is_open) = @_;
    my ($family, $type)  = $is_open ? qw(poe_build info) : qw(poe_build_info gauge);
    return "# HELP $family What runs.\n# TYPE $family $type\n"
        . sprintf qq{poe_build_info{backend="%s",perl="%s",version="%s"} 1\n},
        map { _label($head->{$_}) } qw(backend perl poe);
}

# The buckets of one event, cumulative.
sub _histogram {
    my ($name, $event, $buckets, $count, $sum) = @_;
    my $label = _label($event);
    my ($text, $below, $i) = ('', 0, 0);
    for my $end (@ends) {
        $below += $buckets->[ $i++ ][1] while $i < @$buckets and $buckets->[$i][0] < $end->[0];
        $text .= qq{${name}_bucket{event="$label",le="$end->[1]"} $below\n};
    }
    return
          $text
        . qq{${name}_bucket{event="$label",le="+Inf"} $count\n${name}_sum{event="$label"} }
        . _seconds($sum / 1e9)
        . qq{\n${name}_count{event="$label"} $count\n};
}

my @histograms = (
    [ poe_handler_seconds => 'How long handlers took.', 'run', 'total_ns' ],
    [ poe_wait_seconds    => 'How long events waited after they were due.', 'wait', 'wait_ns' ],
);

# Rows are no more than searched: to decode all of them would take long. Quotation marks in a name have a backslash.
sub _names_in {
    my ($rows) = @_;
    return map { data_of($_) } $rows =~ /\{"name":("(?:[^"\\]|\\.)*+"|null),"count":/g;
}

# Searched as well, as there may be hundreds of buckets.
sub _of_event {
    my ($histogram, $event, $others) = @_;
    my ($name, undef, $key, $sum) = @$histogram;
    my $text = POE::XS::Look::_event($event);
    return '' if !defined $text;
    my ($total) = $text =~ /"$sum":(\d+)/;
    my ($list)  = $text =~ /"$key":\[((?:\[\d+,\d+\],?)*)\]/;
    my (@buckets, $count);
    while ($list =~ /(\d+),(\d+)/g) {
        push @buckets, [ $1, $2 ];
        $count += $2;
    }
    return $count
        ? _histogram($name, defined $event ? $event : $others, \@buckets, $count, $total)
        : '';
}

# Those that are counted as one have a label that no other has.
sub _distinct {
    my ($histogram, $names) = @_;
    my $others = (grep { defined && $_ eq 'other' } @$names) ? '(other)' : 'other';
    return map {
        my $name = $_;
        sub { return _of_event($histogram, $name, $others) }
    } @$names;
}

# A function that gives one piece of the text after the other, '' for none yet, in UTF-8, and undef after the last.
sub pieces {
    my ($head, $is_open) = @_;
    my $look = POE::XS::Look->new('events', undef, 0, undef, 0);
    my (@names, @left);
    @left = (
        sub {
            return join '', _build($head, $is_open),
                map { _family($head, $is_open, @$_) } @families;
        },
        sub {
            my ($rows, $more) = $look->on(1_000_000);
            push @names, _names_in($rows);
            unshift @left, $_[0] if $more;
            return ''            if $more;
            for my $histogram (@histograms) {
                push @left, sub {
                    return _meta(
                        $histogram->[0], 'histogram', $histogram->[1], 'seconds',
                        $is_open
                    );
                    },
                    _distinct($histogram, \@names);
            }
            push @left, map { $_->($is_open) } @others;
            push @left, sub {"# EOF\n"}
                if $is_open;
            return '';
        },
    );
    return sub { my $next = shift @left or return; return $next->($next) };
}

1;

__END__

=head1 NAME

POE::XS::Probe::Metrics - a program's numbers for Prometheus

=head1 DESCRIPTION

In the dialects of Prometheus 0.0.4 and OpenMetrics 1.0.0. Sessions are no labels, as they come and go; names of events
are, of which the kernel counts 1,024 by themselves.

=head1 FUNCTIONS

=head2 add($code)

The function gets whether it is OpenMetrics, and gives functions, each of which gives a piece of text, in UTF-8, whole families of names that
none of ours has. I<Returns> nothing.

=head2 families()

I<Returns> what there is beside histograms, each a reference to an array: name, type, help, unit, and what it is of C<head>.

=head2 pieces(\%head, $is_openmetrics)

I<Returns> a function that gives one piece of the text after the other, in UTF-8, and undef after the last.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
