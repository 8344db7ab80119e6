package POE::XS::Top::Detail;

# All about one session, and all about one event: lines of spans, for the screen and for the command.

use strict;
use warnings;

our $VERSION = '2.000';

use List::Util qw(max sum0);

use POE::XS::Top::Answer  ();
use POE::XS::Top::Columns ();
use POE::XS::Top::Head    ();
use POE::XS::Top::Line    ();
use POE::XS::Top::Numbers ();
use POE::XS::Top::Rows    ();
use POE::XS::Top::Table   ();
use POE::XS::Top::Text    ();
use POE::XS::Top::Why     ();

use constant { PLENTY => 100, BAR => 40 };

# What a session has, as tables: title, table of columns, fields where the rows may be.
my @TABLES = (
    [ 'Events on their way to it', 'queued', qw(queued) ],
    [ 'Its events', 'events', qw(events) ],
    [ 'Alarms and delays', 'timers', qw(alarms timers) ],
    [ 'Files', 'files', qw(watchers files) ],
    [ 'Waits', 'waits', qw(waits) ],
    [ 'Extra references', 'references', qw(references) ],
    [ 'Events that it sent', 'sent', qw(sent) ],
    [ 'Sessions that it made', 'children', qw(family children) ],
);

my @FACTS
    = qw(class place state queue queue_most rate busy count busy_ns most_ns wait_mean_ns wait_most_ns age last);

sub session {
    my ($session, %option) = @_;
    my $width = $option{width};
    my ($row) = @{
        POE::XS::Top::Rows::of(
            'sessions', { rows => [$session], now => $option{now} }, $option{earlier}) };
    my $who
        = POE::XS::Top::Text::clean($row->{shown})
        . ' (session '
        . POE::XS::Top::Numbers::whole($row->{id}) . ')';
    my @lines = ([ [ $who, 'title' ] ], _facts($row, $width), []);
    push @lines,
        map { [ [$_] ] }
        POE::XS::Top::Why::lines({ reasons => $session->{why}, alive => 1 }, $who, $width);
    push @lines, map { _table($session, $width, @$_) } @TABLES;
    push @lines, _others($session, $width);
    return @lines;
}

sub _facts {
    my ($row, $width) = @_;
    my @facts;
    for my $name (@FACTS) {
        next if !defined $row->{$name};
        my $column = POE::XS::Top::Columns::find('sessions', $name)
            || { name => $name, title => "\u$name", format => 'text' };
        push @facts, _fact($column, $row);
    }
    my $aliases = _listed($row->{aliases});
    push @facts, POE::XS::Top::Line::fact('Aliases', $aliases) if $aliases ne '';
    push @facts, POE::XS::Top::Line::fact('Parent', POE::XS::Top::Numbers::whole($row->{parent}))
        if defined $row->{parent};
    return POE::XS::Top::Head::lines(\@facts, $width // PLENTY, 99);
}

sub _fact {
    my ($column, $row) = @_;
    return POE::XS::Top::Line::fact($column->{title}, POE::XS::Top::Columns::cell($column, $row));
}

sub _listed {
    my ($list) = @_;
    return '' if ref $list ne 'ARRAY';
    return join ', ',
        map { POE::XS::Top::Text::clean(ref $_ eq 'HASH' ? ($_->{id} // $_->{name}) : $_) }
        grep { defined && ref ne 'ARRAY' } @$list[ 0 .. ($#$list > 99 ? 99 : $#$list) ];
}

sub _table {
    my ($session, $width, $title, $table, @fields) = @_;
    my ($field) = grep { POE::XS::Top::Answer::rows($session, $_) } @fields or return;
    my $rows = POE::XS::Top::Rows::of(
        $table, $session, undef, field => $field,
        uptime                         => $session->{age});
    my @shown = @$rows > PLENTY ? @$rows[ 0 .. PLENTY - 1 ] : @$rows;
    my $laid
        = POE::XS::Top::Table::laid_out($table, \@shown, width => $width, without => 'session');
    my $more = @$rows - @shown;
    return (
        [], [ [ "$title: " . @$rows, 'title' ] ],
        $laid->{head}, @{ $laid->{lines} }, $more ? [ ["... $more more"] ] : ());
}

sub _others {
    my ($session, $width) = @_;
    my @lines;
    for my $facts ([qw(Signals signal_watchers signals)], [qw(Processes processes pids)]) {
        my ($title, @fields) = @$facts;
        my ($field) = grep { POE::XS::Top::Answer::rows($session, $_) } @fields or next;
        my @rows = POE::XS::Top::Answer::rows($session, $field);
        push @lines, [], [ [ "$title: " . @rows, 'title' ] ],
            map { [ [ _watch($_) ] ] } @rows[ 0 .. ($#rows > PLENTY ? PLENTY : $#rows) ];
    }
    for my $facts ([ 'children', 'Sessions that it made' ], [ 'handlers', 'Handlers' ]) {
        my ($field, $title) = @$facts;
        my $list = _listed($session->{$field});
        next if $list eq '';
        push @lines, [], [ [ $title, 'title' ] ],
            map { [ [$_] ] } POE::XS::Top::Text::wrap($list, $width // PLENTY);
    }
    return @lines;
}

sub _watch {
    my ($watch) = @_;
    my $name    = $watch->{name} // $watch->{pid};
    return join ' ', map { POE::XS::Top::Text::clean($_) } "$name:", $watch->{event} // '?',
        defined $watch->{place} ? "at $watch->{place}"                                   : (),
        defined $watch->{age}   ? 'for ' . POE::XS::Top::Numbers::seconds($watch->{age}) : ();
}

# ---------------------------------------------------------------------------
# An event

sub event {
    my ($event, $width) = @_;
    my $row = POE::XS::Top::Answer::hash($event, 'row');
    my %all = (%$row, map { $_ => $event->{$_} } grep { !ref $event->{$_} } keys %$event);
    $all{timed} //= _timed($event->{run});
    my ($of)  = @{ POE::XS::Top::Rows::of('events', { rows => [ \%all ] }) };
    my @lines = ([ [ POE::XS::Top::Text::clean($of->{name}), 'title' ] ]);
    my @facts = map { _fact($_, $of) }
        grep { $_->{name} ne 'name' && defined $of->{ $_->{name} } }
        POE::XS::Top::Columns::of('events');
    push @lines, POE::XS::Top::Head::lines(\@facts, $width // PLENTY, 99);
    push @lines, _histogram('How long handlers took', $event->{run}, $width);
    push @lines, _histogram('How long events were waiting', $event->{wait}, $width);
    return @lines;
}

# How many handlers the histogram knows: not all were watched.
sub _timed {
    my ($buckets) = @_;
    return if ref $buckets ne 'ARRAY';
    return sum0(
        map  { POE::XS::Top::Numbers::number($_->[1]) // 0 }
        grep { ref eq 'ARRAY' } @$buckets
    );
}

# Buckets by the least that is in them, in octaves, so that there are not too many.
sub _histogram {
    my ($title, $buckets, $width) = @_;
    return if ref $buckets ne 'ARRAY';
    my %octave;
    for my $bucket (grep { ref eq 'ARRAY' } @$buckets) {
        my ($least, $count) = map { POE::XS::Top::Numbers::number($_) } @$bucket[ 0, 1 ];
        next if !defined $least || !$count || $count < 0;
        $octave{ _octave($least) } += $count;
    }
    return if !%octave;
    my $most = max(values %octave);
    my $room = max(5, ($width // PLENTY) - 20);
    $room = BAR if $room > BAR;
    return (
        [], [ [ $title, 'title' ] ],
        map { [ [
                sprintf '%8s %8s ', POE::XS::Top::Numbers::ns(2**$_),
                POE::XS::Top::Numbers::count($octave{$_} // 0)
            ],
            [ POE::XS::Top::Head::bar(($octave{$_} // 0) / $most, $room), 'bar' ]
        ] } _from_to(keys %octave));
}

sub _octave {
    my ($ns) = @_;
    my $octave = 0;
    while ($ns >= 2 && $octave < 63) {
        $ns /= 2;
        $octave++;
    }
    return $octave;
}

sub _from_to {
    my @sorted = sort { $a <=> $b } @_;
    return $sorted[0] .. $sorted[-1];
}

1;

__END__

=head1 NAME

POE::XS::Top::Detail - all about one session, and one event

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Detail;
    use POE::XS::Top::Line;
    use POE::XS::Top::Text;

    POE::XS::Top::Text::ascii(1);
    my @lines = POE::XS::Top::Detail::event({ name => 'tick', count => 3, run => [ [ 1024, 2 ], [ 4096, 1 ] ] }, 40);
    print POE::XS::Top::Line::text(@lines);
    # prints:
    #   tick
    #   Count 3
    #
    #   How long handlers took
    #      1.0us        2 [||||||||||||||||||]
    #      2.0us        0 [                  ]
    #      4.1us        1 [|||||||||         ]

=head1 FUNCTIONS

=head2 event(\%event, $width)

I<Returns> lines of spans.

=head2 session(\%session, %option)

The same about a session, in a C<width>. With C<now>, and C<earlier>, an earlier answer, rates are those since then.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
