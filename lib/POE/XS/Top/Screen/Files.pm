package POE::XS::Top::Screen::Files;

# Files that are watched, and wheels.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen';

sub facts {
    return (
        title => 'Files', table => 'files', sort => 'fd', by => 'fd',
        empty => 'No file is watched.'
    );
}

# The same screen once more shows the other table.
sub again {
    my ($self)    = @_;
    my $to_wheels = $self->table eq 'files';
    my %other     = $to_wheels
        ? (
        title => 'Wheels', table => 'wheels', sort => 'id', by => 'id',
        empty => 'There is no wheel.'
        )
        : $self->facts;
    @$self{ keys %other, qw(at offset known) } = (values %other, 0, 0, undef);
    $self->app->ask_soon;
    return;
}

sub bindings {
    my ($self) = @_;
    return ($self->SUPER::bindings, v => sub { $_[0]->again });
}

sub help {
    my ($self) = @_;
    return ($self->SUPER::help, [ 'v, 4', 'files or wheels' ]);
}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Files - files and wheels

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Files;

    my $screen = POE::XS::Top::Screen::Files->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 again

Shows the other table, that of wheels or that of files.

=head2 bindings, facts, help

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
