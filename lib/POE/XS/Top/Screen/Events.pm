package POE::XS::Top::Screen::Events;

# Events by their names, over all sessions.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen';

use POE::XS::Top::Answer ();

sub facts {
    return (
        title => 'Events', table => 'events', sort => 'total_ns', descending => 1,
        by    => 'name'
    );
}

sub enter {
    my ($self) = @_;
    my $row    = $self->chosen or return;
    my $name   = POE::XS::Top::Answer::plain($row, 'name') // return;
    return $self->app->show('Event', $name);
}

sub help {
    return (
        [ 'enter', 'how long handlers of this event take, and how long it waits' ],
        [ 'w', 'growth since the last answer instead of totals' ],
    );
}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Events - events by their names

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Events;

    my $screen = POE::XS::Top::Screen::Events->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 enter, facts, help

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
