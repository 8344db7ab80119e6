package POE::XS::Top::Screen::Waits;

# Who waits for whom. Those who wait for themselves, in a circle, are named above the table.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen';

use POE::XS::Top::Text ();

use constant MOST_CYCLES => 3;

sub facts {
    return (
        title => 'Waits', table => 'waits', sort => 'age', descending => 1, by => 'session',
        empty => 'Nobody waits for anybody.'
    );
}

sub above {
    my ($self, $columns) = @_;
    my @cycles = cycles(@{ $self->model->rows('waits') });
    splice @cycles, MOST_CYCLES;
    return map { [ [ " waits for itself: $_", 'alarm' ] ] } @cycles;
}

# Each as text, from the session with the lowest number on.
sub cycles {
    my (@rows) = @_;
    my (%next, %name);
    for my $row (grep { $_->{cycle} } @rows) {
        $next{ $row->{session} } //= $row->{whom};
        $name{ $row->{session} } = $row->{session_name} // $row->{session};
    }
    my (@cycles, %done);
    for my $start (sort { $a <=> $b } grep {/\A[0-9]+\z/} keys %next) {
        my ($here, @way) = ($start);
        while (defined $here && !$done{$here}++) {
            push @way, $here;
            $here = $next{$here};
        }
        next if !@way || !defined $here || $here ne $start;
        push @cycles, join ' > ', map { POE::XS::Top::Text::clean($name{$_} // $_) } @way, $start;
    }
    return @cycles;
}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Waits - who waits for whom

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Waits;

    my $screen = POE::XS::Top::Screen::Waits->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 cycles(@rows)

I<Returns> a list of texts, each a circle of sessions that wait for each other. It is a function.

=head2 above, facts

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
