package POE::XS::Top::Screen::Timers;

# Alarms and delays: which is next, which is late.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen';

sub facts {
    return (title => 'Timers', table => 'timers', sort => 'due', empty => 'No alarm is set.');
}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Timers - alarms and delays

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Timers;

    my $screen = POE::XS::Top::Screen::Timers->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 facts

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
