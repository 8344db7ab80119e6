package POE::XS::Profiler::Text;

# A profile for people: lines of at most 80 columns.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Text ();

use constant { WIDTH => 79, SENDERS => 3 };

sub of {
    my ($data, $top) = @_;
    my @rows  = @{ $data->{events} };
    my $count = @rows;
    splice @rows, $top if $top and @rows > $top;
    my @lines = (
        _title($data), '',
        sprintf('%9s %9s %9s %9s %9s  %s', qw(calls own total mean longest event)),
        map { _row($_) } @rows
    );
    push @lines, '', $count - @rows . ' more events' if $count > @rows;
    return join '', map { s/\s+\z//r . "\n" } @lines;
}

sub _title {
    my ($data) = @_;
    my $share  = $data->{seconds} > 0 ? $data->{busy_ns} / 1e7 / $data->{seconds} : 0;
    my $rest   = sprintf ' (%d): %s, %d handlers took %s, %.0f %%', $data->{pid},
        time_of($data->{seconds} * 1e9), $data->{count}, time_of($data->{busy_ns}), $share;
    my $room = WIDTH - length("POE profile of $rest");
    return 'POE profile of ' . _cut($data->{program}, $room < 10 ? 10 : $room) . $rest;
}

# Three digits and a unit.
sub time_of {
    my ($ns) = @_;
    for ([ 1e9, 's' ], [ 1e6, 'ms' ], [ 1e3, 'us' ]) {
        my ($unit, $name) = @$_;
        next if $ns < $unit;
        my $value = $ns / $unit;
        return sprintf $value < 10 ? '%.2f %s' : $value < 100 ? '%.1f %s' : '%.0f %s', $value,
            $name;
    }
    return sprintf '%d ns', $ns;
}

sub _cut { return POE::XS::Top::Text::cut(POE::XS::Top::Text::clean($_[0]), $_[1]) }

# The end of a line of the program says more than its beginning.
sub _cut_place {
    my ($place, $room) = @_;
    $place = POE::XS::Top::Text::clean($place);
    return length $place > $room ? '...' . substr $place, 3 - $room : $place;
}

sub _row {
    my ($row) = @_;
    my $mean  = $row->{timed} ? time_of($row->{total_ns} / $row->{timed}) : '-';
    my @lines = sprintf '%9d %9s %9s %9s %9s  %s', $row->{count},
        map({ time_of($row->{$_}) } qw(self_ns total_ns)), $mean, time_of($row->{most_ns}),
        _cut($row->{name}, WIDTH - 51);
    my @senders = @{ $row->{senders} };
    my $more    = @senders - SENDERS;
    for my $sender (splice @senders, 0, SENDERS) {
        push @lines, sprintf '%19d x %s', $sender->{count},
            _cut_place($sender->{place}, WIDTH - 22);
    }
    push @lines, sprintf '%19s   and %d more', '', $more               if $more > 0;
    push @lines, sprintf '%19d x without a handler', $row->{unhandled} if $row->{unhandled};
    return @lines;
}

1;

__END__

=head1 NAME

POE::XS::Profiler::Text - a profile for people

=head1 SYNOPSIS

=for example

    use POE::XS::Profiler::Text;

    print POE::XS::Profiler::Text::time_of($_), "\n" for 12, 3456, 1_234_567_890;
    # prints:
    #   12 ns
    #   3.46 us
    #   1.23 s

=head1 FUNCTIONS

=head2 of(\%data, $top)

I<Returns> the report about what L<POE::XS::Profiler/data()> gives, with so many events, as characters.

=head2 time_of($nanoseconds)

I<Returns> a time with three digits and its unit.

=head1 SEE ALSO

L<POE::XS::Profiler>

=cut
