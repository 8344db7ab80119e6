package POE::XS::Top::Screen::Warnings;

# What the program itself thinks is wrong. The warning that is chosen is told whole.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen';

use POE::XS::Top::Text ();

sub facts {
    return (
        title => 'Warnings', table => 'warnings', sort => 'since', by => 'text',
        empty => 'No warnings: all is well.'
    );
}

sub above {
    my ($self, $columns) = @_;
    my $rows = $self->rows;
    my $row  = $rows->[ $self->{at} ] or return;
    my $text = POE::XS::Top::Text::clean(ref $row->{text} ? undef : $row->{text});
    return ((map { [ [ " $_", 'alarm' ] ] } POE::XS::Top::Text::wrap($text, $columns - 2)), []);
}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Warnings - what is wrong

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Warnings;

    my $screen = POE::XS::Top::Screen::Warnings->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 above, facts

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
