package POE::XS::Top::Screen::Pager;

# A screen of lines that are scrolled. Subclasses have `content`.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen';

use POE::XS::Top::Text ();

sub lines {
    my ($self, $columns, $height) = @_;
    my @lines = $self->content($columns);
    $self->{height} = $height;
    $self->{most}   = @lines > $height ? @lines - $height : 0;
    $self->{offset} = $self->{most} if $self->{offset} > $self->{most};
    my $last = $self->{offset} + $height - 1;
    $last = $#lines if $last > $#lines;
    return @lines[ $self->{offset} .. $last ];
}

sub place {
    my ($self) = @_;
    return (@$self{qw(offset height)}, $self->{most} // 0);
}

sub move {
    my ($self, $to) = @_;
    $self->{offset} = $to;
    return;
}

sub status {
    my ($self) = @_;
    my ($here, undef, $last) = $self->place;
    my $below = $last - $here;
    return $below ? $below == 1 ? '1 line below' : "$below lines below" : '';
}

# Lines to show instead.
sub no_answer { return [ [' No answer yet.'] ] }

sub refusal {
    my ($self, $answer) = @_;
    return [ [ POE::XS::Top::Text::clean($answer->{error}), 'alarm' ] ];
}

# There is no table, and so nothing to order, to filter, or to choose.
sub bindings {return}
sub help     {return}
sub wants    {return}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Pager - a screen of lines that are scrolled

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Pager;

    my $screen = POE::XS::Top::Screen::Pager->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 content($columns)

I<Returns> all lines. A subclass has it.

=head2 no_answer

I<Returns> a line that says so.

=head2 refusal(\%answer)

I<Returns> a line with what the program says against a request.

=head2 bindings, help, lines, move, place, status, wants

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
