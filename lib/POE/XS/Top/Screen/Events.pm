package POE::XS::Top::Screen::Events;

# Events by their names, over all sessions.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen';

sub facts {
    return (
        title => 'Events', table => 'events', sort => 'total_ns', descending => 1,
        by    => 'name'
    );
}

sub enter {
    my ($self) = @_;
    my $row = $self->chosen or return;
    return $self->app->show_event($row->{name}) if defined $row->{name} && !ref $row->{name};
    return;
}

sub bindings {
    my ($self) = @_;
    return ($self->SUPER::bindings, w => sub { $_[0]{growth} = !$_[0]{growth} });
}

sub status {
    my ($self) = @_;
    return join ', ', $self->SUPER::status, $self->{growth} ? 'growth' : ();
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

=head2 bindings, enter, facts, help, status

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
