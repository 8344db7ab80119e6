package POE::XS::Top::Columns;

# The columns of all tables, and what each of them says. Tables, help and manual have them from here.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Numbers ();
use POE::XS::Top::Text    ();

# name, head, format, how long it is kept where room is short (9 always), what it says; then: grow, its growth can be
# shown instead; flex, it may be cut.
my %COLUMNS = (
    sessions => [
        [ 'warn', '!', 'mark', 9, 'An exclamation mark if a warning is about this session.' ],
        [ 'id', 'ID', 'whole', 9, 'The number of the session, which no other one gets.' ],
        [
            'shown', 'Name', 'text', 9,
            'Its first alias, or else its class and where it was made.', 'flex'
        ],
        [ 'parent', 'Parent', 'whole', 2, 'The number of the session that made it.' ],
        [
            'state', 'State', 'state', 7,
            'What it does: running a handler, ready as an event is due, waiting for something, idle, or stopping.'
        ],
        [ 'queue', 'Queue', 'count', 8, 'Events on their way to it.', 'grow' ],
        [
            'queue_most', 'Peak', 'count', 2,
            'The most events that were ever on their way to it at once.'
        ],
        [ 'rate', 'ev/s', 'count', 8, 'Events it handles in a second.' ],
        [
            'busy', 'Busy', 'share', 8,
            'The part of the time that its handlers take, without what they call.'
        ],
        [ 'count', 'Events', 'count', 4, 'Events it has handled.', 'grow' ],
        [
            'busy_ns', 'Time', 'ns', 4,
            'The time its handlers took in all, without what they called.', 'grow'
        ],
        [ 'most_ns', 'Max', 'ns', 6, 'The longest that one of its handlers took.' ],
        [
            'wait_mean_ns', 'Wait', 'ns', 5,
            'How long its events were waiting in the mean, once they were due.'
        ],
        [ 'wait_most_ns', 'MaxWait', 'ns', 3, 'The longest that one of its events was waiting.' ],
        [ 'timers', 'Timers', 'count', 4, 'Alarms and delays it has set.', 'grow' ],
        [ 'files', 'Files', 'count', 4, 'Files it watches.', 'grow' ],
        [ 'refs', 'Refs', 'count', 3, 'Extra references that keep it alive.', 'grow' ],
        [ 'awaits', 'Awaits', 'count', 1, 'Futures and answers it is waiting for.', 'grow' ],
        [ 'children', 'Kids', 'count', 1, 'Sessions it has made that still live.', 'grow' ],
        [ 'age', 'Age', 'seconds', 3, 'How long ago it was made.' ],
        [ 'last', 'Last', 'seconds', 5, 'How long ago its last handler ended.' ],
    ],
    events => [ [
            'name', 'Event', 'text', 9, 'The name of the event, whichever session handles it.',
            'flex'
        ],
        [ 'rate', 'ev/s', 'count', 8, 'How many are handled in a second.' ],
        [
            'busy', 'Busy', 'share', 8,
            'The part of the time that handlers of this name take, without what they call.'
        ],
        [ 'count', 'Count', 'count', 7, 'How many were handled.', 'grow' ],
        [
            'total_ns', 'Total', 'ns', 6, 'The time the handlers took, with what they called.',
            'grow'
        ],
        [ 'self_ns', 'Self', 'ns', 4, 'The same without what they called.', 'grow' ],
        [ 'mean_ns', 'Mean', 'ns', 5, 'What one handler takes in the mean.' ],
        [ 'p50_ns', 'p50', 'ns', 3, 'Half of the handlers took no longer.' ],
        [ 'p99_ns', 'p99', 'ns', 6, '99 of 100 handlers took no longer.' ],
        [ 'most_ns', 'Max', 'ns', 7, 'The longest that a handler took.' ],
        [
            'wait_p50_ns', 'Wait50', 'ns', 2,
            'Half of the events waited no longer, once they were due.'
        ],
        [ 'wait_p99_ns', 'Wait99', 'ns', 5, '99 of 100 events waited no longer.' ],
        [ 'wait_most_ns', 'MaxWait', 'ns', 3, 'The longest that an event was waiting.' ],
        [
            'unhandled', 'Lost', 'count', 6,
            'Events of this name for which a session had no handler.', 'grow'
        ],
        [
            'unhandled_place', 'LostFrom', 'place', 1, 'Where the last one of those was posted.',
            'flex'
        ],
    ],
    timers => [
        [ 'due', 'Due', 'seconds', 9, 'In how long the alarm is due; below 0 it is late.' ],
        [ 'name', 'Event', 'text', 9, 'The event that comes then.', 'flex' ],
        [ 'session', 'Session', 'whole', 6, 'The number of the session that gets it.' ],
        [ 'session_name', 'Name', 'text', 7, 'The name of that session.', 'flex' ],
        [ 'id', 'Alarm', 'whole', 4, 'The number of the alarm.' ],
        [ 'age', 'Age', 'seconds', 5, 'How long ago it was set.' ],
        [ 'place', 'Place', 'place', 6, 'Where it was set.', 'flex' ],
    ],
    files => [
        [ 'fd', 'FD', 'whole', 9, 'The number of the file descriptor.' ],
        [ 'mode', 'Mode', 'text', 8, 'What is watched for: read, write or expedite.' ],
        [
            'kind', 'Kind', 'text', 6,
            'What the descriptor is: a socket, a pipe, a file, a terminal.'
        ],
        [ 'session', 'Session', 'whole', 5, 'The number of the session that watches it.' ],
        [ 'session_name', 'Name', 'text', 7, 'The name of that session.', 'flex' ],
        [ 'event', 'Event', 'text', 9, 'The event that says it is ready.', 'flex' ],
        [ 'paused', 'Paused', 'yes', 6, 'Whether the watch is paused.' ],
        [ 'wheel', 'Wheel', 'text', 4, 'The wheel that watches it: its class and number.', 'flex' ],
        [ 'peer', 'Peer', 'text', 4, 'Who is on the other side.', 'flex' ],
        [ 'age', 'Age', 'seconds', 5, 'How long it has been watched.' ],
        [ 'place', 'Place', 'place', 3, 'Where the watch was set.', 'flex' ],
    ],
    wheels => [
        [ 'id', 'ID', 'whole', 9, 'The number of the wheel.' ],
        [ 'class', 'Class', 'text', 9, 'What kind of wheel it is.', 'flex' ],
        [ 'session', 'Session', 'whole', 7, 'The number of the session that has it.' ],
        [ 'session_name', 'Name', 'text', 6, 'The name of that session.', 'flex' ],
        [ 'age', 'Age', 'seconds', 5, 'How long ago it was made.' ],
        [ 'place', 'Place', 'place', 8, 'Where it was made.', 'flex' ],
    ],
    waits => [
        [ 'session', 'Session', 'whole', 8, 'The number of the session that waits.' ],
        [ 'session_name', 'Name', 'text', 9, 'The name of that session.', 'flex' ],
        [ 'kind', 'Kind', 'text', 6, 'What kind of thing it waits for.' ],
        [ 'name', 'For', 'text', 9, 'What it waits for.', 'flex' ],
        [ 'whom', 'Whom', 'whole', 7, 'The number of the session that would end the wait.' ],
        [ 'whom_name', 'WhomName', 'text', 7, 'The name of that session.', 'flex' ],
        [ 'cycle', 'Cycle', 'yes', 6, 'Whether it waits, by others or at once, for itself.' ],
        [ 'age', 'Age', 'seconds', 6, 'How long it has been waiting.' ],
        [ 'place', 'Place', 'place', 5, 'Where it began to wait.', 'flex' ],
    ],
    tree => [
        [ 'shown', 'Session', 'text', 9, 'The session, below the one that made it.', 'flex' ],
        [ 'id', 'ID', 'whole', 9, 'The number of the session.' ],
        [ 'class', 'Class', 'text', 5, 'The class of the session.', 'flex' ],
        [ 'place', 'Place', 'place', 7, 'Where it was made.', 'flex' ],
    ],
    warnings => [
        [ 'since', 'Since', 'seconds', 7, 'How long ago it began.' ],
        [ 'kind', 'Kind', 'text', 8, 'What kind of warning it is.' ],
        [ 'session', 'Session', 'whole', 6, 'The number of the session that it is about.' ],
        [ 'event', 'Event', 'text', 4, 'The event that it is about.', 'flex' ],
        [ 'count', 'Count', 'count', 5, 'How often it was seen.' ],
        [ 'place', 'Place', 'place', 3, 'Where to look.', 'flex' ],
        [ 'text', 'Warning', 'text', 9, 'What is wrong.', 'flex' ],
    ],
    trace => [
        [ 'seq', 'Seq', 'whole', 3, 'The number of the record.' ],
        [
            'cause', 'Cause', 'whole', 4,
            'The number of the record whose handler posted this event.'
        ],
        [ 'at', 'At', 'seconds', 8, 'When the handler began, from the first record on.' ],
        [ 'run_ns', 'Run', 'ns', 9, 'How long the handler took.' ],
        [ 'wait_ns', 'Wait', 'ns', 6, 'How long the event was waiting once it was due.' ],
        [ 'to_name', 'Session', 'text', 9, 'The session that handled the event.', 'flex' ],
        [ 'name', 'Event', 'text', 9, 'The name of the event.', 'flex' ],
        [ 'from_name', 'From', 'text', 5, 'The session that it came from.', 'flex' ],
        [ 'type', 'Type', 'text', 2, 'What kind of event it is.' ],
        [ 'place', 'Place', 'place', 6, 'Where it was posted.', 'flex' ],
    ],
    queued => [
        [ 'name', 'Event', 'text', 9, 'The name of the event on its way.', 'flex' ],
        [ 'from', 'From', 'whole', 7, 'The number of the session that sent it.' ],
        [ 'type', 'Type', 'text', 4, 'What kind of event it is.' ],
        [ 'due', 'Due', 'seconds', 8, 'In how long it is due; below 0 it waits for its turn.' ],
        [ 'age', 'Age', 'seconds', 6, 'How long ago it was sent.' ],
        [
            'args', 'Args', 'text', 3, 'Its arguments, as far as the program lets them be seen.',
            'flex'
        ],
        [ 'place', 'Place', 'place', 7, 'Where it was sent.', 'flex' ],
    ],
    sent => [
        [ 'name', 'Event', 'text', 9, 'The name of the event on its way.', 'flex' ],
        [ 'to', 'To', 'whole', 7, 'The number of the session that it goes to.' ],
        [ 'to_name', 'Name', 'text', 7, 'The name of that session.', 'flex' ],
        [ 'type', 'Type', 'text', 4, 'What kind of event it is.' ],
        [ 'due', 'Due', 'seconds', 8, 'In how long it is due; below 0 it waits for its turn.' ],
        [ 'age', 'Age', 'seconds', 6, 'How long ago it was sent.' ],
        [ 'place', 'Place', 'place', 7, 'Where it was sent.', 'flex' ],
    ],
    children => [
        [ 'shown', 'Session', 'text', 9, 'The name of the session that it made.', 'flex' ],
        [ 'id', 'ID', 'whole', 9, 'The number of that session.' ],
        [ 'class', 'Class', 'text', 5, 'The class of that session.', 'flex' ],
        [ 'age', 'Age', 'seconds', 6, 'How long ago it was made.' ],
        [ 'place', 'Place', 'place', 7, 'Where it was made.', 'flex' ],
    ],
    references => [
        [ 'name', 'Reference', 'text', 9, 'The tag of the extra reference.', 'flex' ],
        [ 'count', 'Count', 'count', 8, 'How often it was counted up.' ],
        [ 'age', 'Age', 'seconds', 6, 'How long ago that began.' ],
        [ 'place', 'Place', 'place', 7, 'Where it was counted up.', 'flex' ],
    ],
    list => [
        [ 'pid', 'PID', 'whole', 9, 'The number of the process.' ],
        [ 'program', 'Program', 'text', 9, 'The name of the program.', 'flex' ],
        [ 'uptime', 'Up', 'seconds', 8, 'How long it has been running.' ],
        [ 'sessions', 'Sessions', 'count', 7, 'How many sessions it has.' ],
        [ 'rate', 'ev/s', 'count', 8, 'Events it handles in a second.' ],
        [ 'level', 'Level', 'text', 3, 'How closely it watches itself: count, time or trace.' ],
        [ 'note', 'Note', 'text', 6, 'Why it cannot be asked, if it cannot.', 'flex' ],
    ],
);

# What the signs by which rows are ordered on the other side are called there.
my %SERVER_SORT = (
    sessions => {
        busy         => 'busy', busy_ns => 'busy', count => 'count', most_ns => 'most',
        wait_most_ns => 'wait',
        queue        => 'queue', timers => 'timers', files => 'files', refs => 'refs', age => 'age',
    },
    events => {
        total_ns     => 'total', count    => 'count', most_ns => 'most', self_ns => 'self',
        wait_most_ns => 'wait', unhandled => 'unhandled',
    },
);

my @NAMES = qw(name title format keep text);
my %table;
for my $table (keys %COLUMNS) {
    for my $facts (@{ $COLUMNS{$table} }) {
        my %column;
        @column{@NAMES} = @$facts;
        $column{$_}     = 1 for @$facts[ @NAMES .. $#$facts ];
        $column{right}  = $column{format} !~ /\A(?:text|place|state|mark|yes)\z/;
        push @{ $table{$table} }, \%column;
    }
}

sub tables { return sort keys %table }

sub of {
    my ($table) = @_;
    return @{ $table{$table} };
}

# By name or head, in any case: people type what they see.
sub find {
    my ($table, $name) = @_;
    my ($found) = grep { lc $name eq $_->{name} || lc $name eq lc $_->{title} } of($table);
    return $found;
}

sub server_sort {
    my ($table, $name) = @_;
    return $SERVER_SORT{$table}{$name};
}

# ---------------------------------------------------------------------------
# Cells

my %FORMAT = (
    count   => \&POE::XS::Top::Numbers::count,
    ns      => \&POE::XS::Top::Numbers::ns,
    seconds => \&POE::XS::Top::Numbers::seconds,
    share   => \&POE::XS::Top::Numbers::share,
    whole   => \&POE::XS::Top::Numbers::whole,
    text    => \&_text, place => \&_text, state => \&_text,
    mark    => sub { $_[0] ? '!'   : ' ' },
    yes     => sub { $_[0] ? 'yes' : '' },
);

sub cell {
    my ($column, $row, $growth) = @_;
    my $value = $row->{ $column->{name} };
    return _growth($column, $row) if $growth && $column->{grow};
    return POE::XS::Top::Text::clean($FORMAT{ $column->{format} }->($value));
}

sub _growth {
    my ($column, $row) = @_;
    my $value = $row->{grown}{ $column->{name} };
    return '-' if !defined $value;
    return ($value > 0 ? '+' : '') . $FORMAT{ $column->{format} }->($value);
}

# What is no text is shown as what it was sent as.
sub _text {
    my ($value) = @_;
    return '-'    if !defined $value;
    return $value if !ref $value;
    return join ', ', map { _text($_) } @$value[ 0 .. ($#$value > 19 ? 19 : $#$value) ]
        if ref $value eq 'ARRAY';
    return '{...}' if ref $value eq 'HASH';
    return "$value";
}

# What rows are ordered by: a number, a text in lower case, or nothing.
sub key {
    my ($column, $row, $growth) = @_;
    my $value
        = $growth && $column->{grow} ? $row->{grown}{ $column->{name} } : $row->{ $column->{name} };
    return
          is_number($column) ? POE::XS::Top::Numbers::number($value)
        : defined $value     ? lc _text($value)
        :                      undef;
}

sub is_number {
    my ($column) = @_;
    return $column->{format} !~ /\A(?:text|place|state)\z/;
}

1;

__END__

=head1 NAME

POE::XS::Top::Columns - the columns of poe-top's tables

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Columns;

    my $column = POE::XS::Top::Columns::find('sessions', 'queue');
    print "$column->{title}: $column->{text}\n";
    print POE::XS::Top::Columns::cell($column, { queue => 12_345 }), "\n";
    # prints:
    #   Queue: Events on their way to it.
    #   12k

=head1 DESCRIPTION

A column is a hash: its C<name>, which is the field of the rows; C<title>; C<format>; C<text>, which explains it; C<keep>,
from 1 to 9, which goes last where there is no room for all; C<right> if it is aligned to the right, C<flex> if it may
be cut, and C<grow> if its growth may be shown.

=head1 FUNCTIONS

=head2 cell(\%column, \%row, $growth)

I<Returns> the text of a cell, or of its growth.

=head2 find($table, $name)

I<Returns> the column with that name or head, or C<undef>.

=head2 is_number(\%column)

I<Returns> whether rows are ordered by numbers there.

=head2 key(\%column, \%row, $growth)

I<Returns> what rows are ordered by, C<undef> if there is nothing.

=head2 of($table)

I<Returns> a list of the columns of a table.

=head2 server_sort($table, $name)

I<Returns> what a probe calls the order by this column, or C<undef> if it knows none.

=head2 tables

I<Returns> a list of the names of all tables.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>, L<poe-top>

=cut
