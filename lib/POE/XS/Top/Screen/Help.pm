package POE::XS::Top::Screen::Help;

# What the columns say and what the keys do, of the screen that one came from.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen::Pager';

use POE::XS::Top::Columns ();
use POE::XS::Top::Text    ();

use constant INDENT => 17;

my @KEYS = (
    [ 'up, k; down, j', 'the row before; the row after' ],
    [ 'pageup, pagedown', 'a page further' ],
    [ 'g, home; G, end', 'the first row; the last one' ],
    [ 'left, <; right, >', 'orders by the column before; by the one after' ],
    [ 'i', 'the other way round' ],
    [
        '/',
        'filter: words; name:word, event:word and so on; /expression/; !word for what has it not'
    ],
    [ '1 to 9, tab', 'another screen' ],
    [ 'esc, backspace', 'the screen before' ],
    [ 'space', 'holds the picture, and lets it go on' ],
    [ '+, -', 'asks more often, less often' ],
    [ '^L', 'draws the screen anew' ],
    [ 'q, ^C', 'ends poe-top, not the program' ],
);

my @REPLAY_KEYS = (
    [ '. and ,', 'a state forward; back' ],
    [ '] and [', 'ten states forward; back' ],
    [ '0', 'to the beginning' ],
    [ 'space', 'plays, and stops' ],
    [ '+, -', 'faster, slower' ],
);

sub facts { return (title => 'Help') }

sub about {
    my ($self, $screen, $is_replay) = @_;
    @$self{qw(screen replay offset)} = ($screen, $is_replay, 0) if $screen != $self;
    return;
}

sub bindings {
    return map {
        $_ => sub { $_[0]->app->back }
    } qw(q enter ?);
}

sub content {
    my ($self, $columns) = @_;
    my $screen = $self->{screen} or return;
    my @keys   = ($screen->help, $self->{replay} ? @REPLAY_KEYS : (), @KEYS);
    my %seen;
    my @lines = _columns($screen, $columns);
    push @lines, [ [ 'Keys', 'title' ] ],
        map { _entry(@$_, $columns) } grep { !$seen{ $_->[0] }++ } @keys;
    return @lines;
}

sub _columns {
    my ($screen, $columns) = @_;
    my $table = $screen->table or return;
    return (
        [ [ 'Columns of ' . $screen->title, 'title' ] ],
        (map { _entry($_->{title}, $_->{text}, $columns) } POE::XS::Top::Columns::of($table)),
        []);
}

sub _entry {
    my ($name, $text, $columns) = @_;
    my $indent = $columns < 50 ? 10 : INDENT + 2;
    my ($first, @rest) = POE::XS::Top::Text::wrap($text, $columns - $indent);
    my $wide = POE::XS::Top::Text::width($name) > $indent - 2;
    my @lines
        = $wide
        ? ([ [ " $name", 'strong' ] ], [ [ ' ' x $indent . $first ] ])
        : ([ [ POE::XS::Top::Text::fit(" $name", $indent), 'strong' ], [$first] ]);
    return (@lines, map { [ [ ' ' x $indent . $_ ] ] } @rest);
}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Help - what columns say and keys do

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Help;

    my $screen = POE::XS::Top::Screen::Help->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 about($screen, $is_replay)

Says of which screen, and whether it shows a recording.

=head2 bindings, content, facts

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
