package POE::XS::Top::Screen::Sessions;

# All sessions: who is busy, who has a long queue, who waits.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen';

use POE::XS::Top::Columns        ();
use POE::XS::Top::Commands::Tree ();
use POE::XS::Top::Numbers        ();

sub facts {
    return (
        title => 'Sessions', table => 'sessions', sort => 'busy', descending => 1,
        whose => 'id'
    );
}

sub sort_by {
    my ($self, $sort, $reverse) = @_;
    if (defined $sort) {
        my $column = POE::XS::Top::Columns::find('sessions', $sort) // return;
        $self->order_by($column);
    }
    $self->{descending} = !$self->{descending} if $reverse;
    return;
}

# For the tree all of them are needed, whoever is busy.
sub wants {
    my ($self) = @_;
    my ($want) = $self->SUPER::wants;
    my ($name, $op, %argument) = @$want;
    if ($self->{tree}) {
        delete @argument{qw(sort match)};
        $argument{top} = POE::XS::Top::Screen::MOST_TO_CHOOSE_FROM();
    }
    return [ $name, $op, %argument, background => $self->{background} ? \1 : \0 ];
}

sub rows {
    my ($self) = @_;
    my @rows = grep { $self->{background} || !$_->{background} } @{ $self->SUPER::rows };
    return \@rows if !$self->{tree};
    return POE::XS::Top::Commands::Tree::grown([
        map {
            {%$_}
        } sort { _id($a) <=> _id($b) } @rows
    ]);
}

sub _id { return POE::XS::Top::Numbers::number($_[0]{id}) // 0 }

my %KEY = (
    h => sub { $_[0]->_turn('background') },
    t => sub { $_[0]->_turn('tree') },
    T => sub { $_[0]->_trace },
);

sub bindings {
    my ($self) = @_;
    return ($self->SUPER::bindings, %KEY);
}

sub _turn {
    my ($self, $what) = @_;
    $self->{$what} = !$self->{$what};
    return $self->app->ask_soon;
}

sub _trace {
    my ($self) = @_;
    my $id = $self->session_chosen // return;
    return $self->app->show('Trace', $id);
}

sub ways {
    my ($self) = @_;
    return (
        $self->{tree}       ? 'tree'            : (), $self->SUPER::ways,
        $self->{background} ? 'with background' : ());
}

sub help {
    return (
        [ 'enter', 'all about the session: why it is alive, events, alarms, files' ],
        [ 'w', 'growth since the last answer instead of totals, for columns that count' ],
        [ 't', 'the tree: sessions below those that made them' ],
        [ 'h', 'shows or hides sessions in the background: the kernel, the probe' ],
        [ 'T', 'traces the session of this row' ],
    );
}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Sessions - all sessions

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Sessions;

    my $screen = POE::XS::Top::Screen::Sessions->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 sort_by($column, $reverse)

Orders the rows by a column.

=head2 bindings, facts, help, rows, wants, ways

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
