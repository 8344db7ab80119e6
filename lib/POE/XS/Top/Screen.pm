package POE::XS::Top::Screen;

# A screen with a table: rows are chosen, ordered, filtered and scrolled. Most screens are this with another table.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer  ();
use POE::XS::Top::Columns ();
use POE::XS::Top::Filter  ();
use POE::XS::Top::Head    ();
use POE::XS::Top::Keys    ();
use POE::XS::Top::Table   ();
use POE::XS::Top::Text    ();

# How many rows are asked for. More than that nobody scrolls through.
use constant { MOST_ROWS => 1000, MOST_TO_CHOOSE_FROM => 5000 };

# Subclasses say more about themselves: title, table, sort, descending, by (what a row is known by), whose (the field that
# says of which session it is), empty (what to say if there are no rows).
sub new {
    my ($class, $app, %more) = @_;
    my $self = bless {
        app => $app, at    => 0, offset => 0, height => 1, shown => [], filter => '',
        by  => 'id', whose => 'session',
        $class->facts,
        %more
    }, $class;
    $self->{wanted} = POE::XS::Top::Filter::of('');
    return $self;
}

sub facts {return}
sub app   { return $_[0]{app} }
sub model { return $_[0]{app}{model} }
sub title { return $_[0]{title} }
sub table { return $_[0]{table} }

# [name, op, %argument] of what has to be asked for.
sub wants {
    my ($self) = @_;
    my $table = $self->table;
    my $server
        = defined $self->{sort} ? POE::XS::Top::Columns::server_sort($table, $self->{sort}) : undef;
    my $plain = POE::XS::Top::Filter::plain($self->{filter});
    my $some  = $server && (defined $plain || $self->{filter} eq '');
    return [
        $table, $table, top => $some ? MOST_ROWS : MOST_TO_CHOOSE_FROM,
        $server        ? (sort => $server) : (),
        defined $plain ? (match => $plain) : (),
    ];
}

sub rows {
    my ($self) = @_;
    my @rows = grep { $self->{wanted}->($_) } @{ $self->model->rows($self->table) };
    return \@rows if !defined $self->{sort};
    my $column = POE::XS::Top::Columns::find($self->table, $self->{sort});
    return [ POE::XS::Top::Table::sorted(\@rows, $column, $self->{descending}, $self->{growth}) ];
}

# ---------------------------------------------------------------------------
# Drawing

sub lines {
    my ($self, $columns, $height) = @_;
    my $rows  = $self->{shown} = $self->rows;
    my @above = $self->above($columns);
    splice @above, $height > 4 ? $height - 4 : 0 if @above > $height - 4;
    my $room = $height - 1 - @above;
    $self->{height} = $room < 1 ? 1 : $room;
    $self->_follow;
    my $last = $self->{offset} + $self->{height} - 1;
    $last = $#$rows if $last > $#$rows;
    my @seen = @$rows[ $self->{offset} .. $last ];
    my $laid = POE::XS::Top::Table::laid_out(
        $self->table, \@seen,
        width  => $columns - 1, sort => $self->{sort}, descending => $self->{descending},
        growth => $self->{growth},
        style  => \&style
    );
    my @lines = map { [ [' '], @$_ ] } @{ $laid->{lines} };
    _select($lines[ $self->{at} - $self->{offset} ], $columns) if @lines;
    return (
        @above, [ [' '], @{ $laid->{head} } ],
        @lines ? @lines : [ [ ' ' . $self->nothing, 'faint' ] ]);
}

sub above {return}

sub nothing {
    my ($self) = @_;
    my $answer = $self->model->current($self->table);
    return 'No answer yet.' if !$answer;
    return 'The program says: ' . POE::XS::Top::Text::clean($answer->{error})
        if defined $answer->{error};
    return 'Nothing here that matches.' if $self->{filter} ne '';
    return $self->{empty} // 'Nothing here.';
}

sub _select {
    my ($line, $columns) = @_;
    $line->[0][0] = '>';
    $_->[1] = ($_->[1] // '') . ' selected' for @$line;
    push @$line, [ ' ' x $columns, 'selected' ];
    return;
}

sub style {
    my ($row, $column) = @_;
    my $name = $column->{name};
    return 'alarm' if $name eq 'warn' || ($name eq 'cycle' && $row->{cycle});
    return 'alarm' if $name eq 'busy'      && POE::XS::Top::Head::high($row->{busy});
    return 'alarm' if $name eq 'unhandled' && $row->{unhandled};
    return '';
}

# The chosen row stays chosen where it moves to, and is seen.
sub _follow {
    my ($self) = @_;
    my ($rows, $known) = @$self{qw(shown known)};
    if (defined $known && $self->_known($rows->[ $self->{at} ]) ne $known) {
        my ($there) = grep { $self->_known($rows->[$_]) eq $known } 0 .. $#$rows;
        $self->{at} = $there if defined $there;
    }
    $self->move($self->{at});
    return;
}

sub _known {
    my ($self, $row) = @_;
    return $row ? POE::XS::Top::Answer::plain($row, $self->{by}) // '' : '';
}

# Chooses that row.
sub move {
    my ($self, $at) = @_;
    my $rows = $self->{shown};
    $at         = $#$rows if $at > $#$rows;
    $at         = 0       if $at < 0;
    $self->{at} = $at;
    my $offset = $self->{offset};
    my $height = $self->{height};
    $offset         = $at               if $offset > $at;
    $offset         = $at - $height + 1 if $offset < $at - $height + 1;
    $offset         = @$rows - $height  if $offset > @$rows - $height;
    $self->{offset} = $offset < 0 ? 0 : $offset;
    my $known = $self->_known($rows->[$at]);
    $self->{known} = $at && $known ne '' ? $known : undef;
    return;
}

sub chosen {
    my ($self) = @_;
    return $self->{shown}[ $self->{at} ];
}

# What is told in the last line.
sub status {
    my ($self) = @_;
    my $all    = @{ $self->{shown} };
    my $text   = $all ? $self->{at} + 1 . " of $all" : 'none';
    my $told   = @{ $self->model->rows($self->table) };
    $text .= ' (there are more)' if $told >= MOST_ROWS;
    return join ', ', $text, $self->{filter} ne '' ? "filter: $self->{filter}" : (), $self->ways;
}

# In which ways rows are shown that are not the usual ones.
sub ways { return $_[0]{growth} ? 'growth' : () }

# ---------------------------------------------------------------------------
# Keys

my %KEY = (
    left  => sub { $_[0]->_other_column(-1) },
    right => sub { $_[0]->_other_column(1) },
    i     => sub { $_[0]{descending} = !$_[0]{descending} },
    '/'   => sub { $_[0]->_ask_for_filter },
    enter => sub { $_[0]->enter },
);
@KEY{qw(< > l)} = @KEY{qw(left right right)};

my %KEY_OF_GROWTH = (w => sub { $_[0]{growth} = !$_[0]{growth} });

# What keys do besides moving. Subclasses add theirs.
sub bindings {
    my ($self) = @_;
    my $grows = grep { $_->{grow} } POE::XS::Top::Columns::of($self->table);
    return (%KEY, $grows ? %KEY_OF_GROWTH : ());
}

# False if the key means nothing here. It may come before the screen was ever drawn.
sub key {
    my ($self, $key) = @_;
    my $to = POE::XS::Top::Keys::moved($key, $self->place);
    if (defined $to) { $self->move($to); return 1 }
    my %bindings = $self->bindings;
    my $do       = $bindings{$key} or return 0;
    $do->($self);
    return 1;
}

# Where one is, how long a page is, and where the end is.
sub place {
    my ($self) = @_;
    return ($self->{at}, $self->{height}, $#{ $self->{shown} });
}

sub enter {
    my ($self) = @_;
    my $id = $self->session_chosen // return;
    return $self->app->show('Session', $id);
}

sub session_chosen {
    my ($self) = @_;
    my $row = $self->chosen or return;
    return POE::XS::Top::Answer::plain($row, $self->{whose});
}

sub _other_column {
    my ($self, $step) = @_;
    my @columns = grep { $_->{format} ne 'mark' } POE::XS::Top::Columns::of($self->table);
    my ($at) = grep { $columns[$_]{name} eq ($self->{sort} // '') } 0 .. $#columns;
    $self->order_by($columns[ defined $at ? ($at + $step) % @columns : 0 ]);
    $self->app->ask_soon;
    return;
}

# Text comes first in its alphabet, numbers with the greatest.
sub order_by {
    my ($self, $column) = @_;
    $self->{sort}       = $column->{name};
    $self->{descending} = POE::XS::Top::Columns::is_number($column) && $column->{name} ne 'id';
    return;
}

sub _ask_for_filter {
    my ($self) = @_;
    $self->app->prompt('Filter: ', $self->{filter}, sub { $self->filter($_[0]) });
    return;
}

sub filter {
    my ($self, $text) = @_;
    $self->{filter} = $text;
    $self->{wanted} = POE::XS::Top::Filter::of($text);
    $self->app->ask_soon;
    return;
}

# Keys of this screen alone, for the help: [keys, what they do].
sub help { return ([ 'enter', 'all about the session of this row' ]) }

1;

__END__

=head1 NAME

POE::XS::Top::Screen - a screen of poe-top with a table

=head1 SYNOPSIS

    package POE::XS::Top::Screen::Timers;
    use parent 'POE::XS::Top::Screen';

    sub facts { return (title => 'Timers', table => 'timers', sort => 'due') }

=head1 DESCRIPTION

A screen knows the application, L<POE::XS::Top::Screens>, and through it what was answered, L<POE::XS::Top::Model>.

=head1 METHODS

=head2 above($columns)

I<Returns> lines of spans to be shown above the table; none by default.

=head2 app

I<Returns> the application.

=head2 bindings

I<Returns> a list of what keys do besides moving: their names, and code that is called with the screen.

=head2 chosen

I<Returns> the row that is chosen.

=head2 enter

What the enter key does: it shows the session that the chosen row is about.

=head2 facts

I<Returns> a list of what a subclass is: C<title>; C<table>, of columns; C<sort> and C<descending>, how it is ordered; C<by>, the
field that a row is known by, and C<whose>, that which says of which session it is; C<empty>, what is said if there are no
rows.

=head2 filter($text)

Shows only rows that match.

=head2 help

I<Returns> a list of keys of this screen: [keys, what they do].

=head2 key($key)

Does what a key means. I<Returns> whether it means anything.

=head2 lines($columns, $height)

I<Returns> a list of lines of spans.

=head2 model

I<Returns> what was answered.

=head2 move($at)

Goes there: chooses that row.

=head2 new($app, %more)

I<Returns> a screen.

=head2 nothing

I<Returns> what to say if there are no rows.

=head2 order_by(\%column)

Orders the rows by a column.

=head2 place

I<Returns> where it is, how long a page is, and where the end is.

=head2 rows

I<Returns> an array of the rows, in order.

=head2 session_chosen

I<Returns> the number of the session that the chosen row is about, C<undef> if there is none.

=head2 status

I<Returns> a few words for the last line.

=head2 style(\%row, \%column)

I<Returns> the style of a cell. It is a function.

=head2 table

I<Returns> the name of the table of columns.

=head2 title

I<Returns> what the screen is called.

=head2 wants

I<Returns> a list of what has to be asked for: [name, op, %argument].

=head2 ways

I<Returns> a list of words for the last line: in which ways the rows are shown that are not the usual ones.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
