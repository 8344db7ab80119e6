package POE::XS::Top::Screen;

# A screen with a table: rows are chosen, ordered, filtered and scrolled. Most screens are this with another table.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Columns ();
use POE::XS::Top::Filter  ();
use POE::XS::Top::Head    ();
use POE::XS::Top::Keys    ();
use POE::XS::Top::Table   ();
use POE::XS::Top::Text    ();

# How many rows are asked for. More than that nobody scrolls through.
use constant { MOST_ROWS => 1000, MOST_TO_CHOOSE_FROM => 5000 };

# Subclasses say more about themselves: name, title, table, sort, descending, by (what a row is known by).
sub new {
    my ($class, $app, %more) = @_;
    my $self = bless {
        app => $app, at => 0, offset => 0, height => 1, shown => [], filter => '', by => 'id',
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
    my $value = $row ? $row->{ $self->{by} } : undef;
    return defined $value && !ref $value ? $value : '';
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
    $text .= ' (there are more)'         if $told >= MOST_ROWS;
    $text .= ", filter: $self->{filter}" if $self->{filter} ne '';
    return $text;
}

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

# What keys do besides moving. Subclasses add theirs.
sub bindings { return %KEY }

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
    my $row = $self->chosen or return;
    return $self->app->show_session($row->{session})
        if defined $row->{session} && !ref $row->{session};
    return;
}

# Text comes first in its alphabet, numbers with the greatest.
sub _other_column {
    my ($self, $step) = @_;
    my @names = map { $_->{name} }
        grep { $_->{format} ne 'mark' } POE::XS::Top::Columns::of($self->table);
    my ($at) = grep { $names[$_] eq ($self->{sort} // '') } 0 .. $#names;
    $at = defined $at ? ($at + $step) % @names : 0;
    $self->{sort} = $names[$at];
    my $column = POE::XS::Top::Columns::find($self->table, $self->{sort});
    $self->{descending} = POE::XS::Top::Columns::is_number($column) && $self->{sort} ne 'id';
    $self->app->ask_soon;
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

What the enter key does.

=head2 facts

I<Returns> a list of what a subclass is: C<title>, C<table>, C<sort>, C<descending>, C<by>, C<empty>.

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

=head2 place

I<Returns> where it is, how long a page is, and where the end is.

=head2 rows

I<Returns> an array of the rows, in order.

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

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
