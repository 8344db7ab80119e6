package POE::XS::Top::Screen::Loop;

# Where the time of the loop goes, and what the process has and takes.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen::Pager';

use POE::XS::Top::Answer  ();
use POE::XS::Top::Head    ();
use POE::XS::Top::Numbers ();
use POE::XS::Top::Text    ();

my %SAY = map { $_ => POE::XS::Top::Numbers->can($_) } qw(count ns octets rate seconds share);

# Share of time, and what it is.
my @SHARES = (
    [ events  => 'handlers of events that were posted or due' ],
    [ files   => 'handlers of files that are ready' ],
    [ collect => 'finding sessions that have come to their end' ],
    [ wait    => 'waiting for something to happen' ],
);

my @COUNTERS = (
    [ 'dispatched', 'events handled' ], [ 'enqueued', 'events posted' ],
    [ 'calls', 'calls from session to session' ],
    [ 'born', 'sessions made' ], [ 'died', 'sessions ended' ],
);

my @GRAPHS = (
    [ rate     => 'events/s', 'rate' ], [ busy => 'busy', 'share' ], [ lag => 'lag p99', 'ns' ],
    [ queue    => 'queue', 'count' ],
    [ sessions => 'sessions', 'count' ], [ memory => 'memory', 'octets' ],
);

sub facts { return (title => 'Loop') }

sub content {
    my ($self, $columns) = @_;
    my $head = $self->model->head;
    return $self->no_answer if !%$head;
    return (
        _shares($head, $columns), _lag($head), _counters($head), _limits($head, $columns),
        $self->_graphs($columns));
}

sub _title { return [ [ $_[0], 'title' ] ] }

sub _shares {
    my ($head, $columns) = @_;
    my $share = $head->{share} or return;
    my $room  = $columns < 70 ? 10 : 30;
    return (
        _title('Where the time goes'),
        (
            map {
                my ($name, $text) = @$_;
                [
                    [ sprintf ' %-8s%6s ', $name, $SAY{share}->($share->{$name}) ],
                    [ POE::XS::Top::Head::bar($share->{$name}, $room), 'bar' ], [" $text"] ]
            } @SHARES
        ),
        [],
    );
}

sub _lag {
    my ($head) = @_;
    my $lag = POE::XS::Top::Answer::hash($head, 'lag');
    return if !%$lag;
    my @values = map { "$_->[0] " . $SAY{ns}->($lag->{"$_->[1]_ns"}) } [qw(p50 p50)],
        [qw(p90 p90)], [qw(p99 p99)], [qw(max most)];
    return (
        _title('How late events are'),
        [ [ ' ' . join('  ', @values) . '  of ' . $SAY{count}->($lag->{count}) ] ], []);
}

sub _counters {
    my ($head) = @_;
    return (
        _title('How much is done'),
        (
            map {
                my ($name, $text) = @$_;
                [ [
                    sprintf ' %8s %9s  %s', $SAY{count}->($head->{$name}),
                    $SAY{rate}->($head->{rate}{$name}), $text
                ] ]
            } @COUNTERS
        ),
        [],
    );
}

sub _limits {
    my ($head, $columns) = @_;
    my ($used, $limit)   = map { POE::XS::Top::Numbers::number($head->{$_}) } qw(fds fd_limit);
    my @lines = _title('What it has');
    if (defined $used && $limit) {
        push @lines, [
            [ sprintf ' descriptors %s of %s ', $SAY{count}->($used), $SAY{count}->($limit) ],
            [
                POE::XS::Top::Head::bar($used / $limit, 10),
                POE::XS::Top::Head::high($used / $limit) || 'bar'
            ] ];
    }
    my @facts = map { "$_->[1] " . POE::XS::Top::Text::clean($_->[2]->($head->{ $_->[0] })) } (
        [ 'memory', 'memory', $SAY{octets} ], [ 'children', 'processes', $SAY{count} ],
        [ 'names', 'names', $SAY{count} ],
        [ 'polls', 'polls', $SAY{count} ], [ 'ready', 'files ready', $SAY{count} ],
        [ 'viewers', 'viewers', $SAY{count} ],
        [ 'unhandled', 'events nobody handled', $SAY{count} ],
        [ 'dropped', 'dropped records', $SAY{count} ],
        [ 'level', 'watches itself:', sub { ref $_[0] ? '?' : $_[0] // '-' } ]);
    push @lines,
        map { [ [" $_"] ] }
        POE::XS::Top::Text::wrap(join('   ', map {s/ /\x{a0}/gr} @facts), $columns - 2);
    tr/\x{a0}/ / for map { $_->[0] } map {@$_} @lines;
    return (@lines, []);
}

sub _graphs {
    my ($self, $columns) = @_;
    my $room = $columns - 24;
    return if $room < 10;
    return (
        _title('How it went'),
        map {
            my ($name, $text, $say) = @$_;
            my $history = $self->model->history($name);
            [
                [ sprintf ' %-9s%9s ', $text, $SAY{$say}->($history->[-1]) ],
                [ POE::XS::Top::Head::sparkline($history, $room, $name eq 'busy' ? 1 : ()), 'bar' ]
            ]
        } @GRAPHS
    );
}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Loop - where the time of the loop goes

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Loop;

    my $screen = POE::XS::Top::Screen::Loop->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 content, facts

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
