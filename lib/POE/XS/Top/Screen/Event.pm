package POE::XS::Top::Screen::Event;

# All about one event: how long its handlers take, and how long it waits.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen::Pager';

use POE::XS::Top::Answer ();
use POE::XS::Top::Detail ();

sub facts { return (title => 'Event') }

sub about {
    my ($self, $name) = @_;
    @$self{qw(event offset)} = ($name, 0);
    return;
}

sub wants {
    my ($self) = @_;
    return if !defined $self->{event};
    return [ 'event', 'event', name => $self->{event} ];
}

sub content {
    my ($self, $columns) = @_;
    my $answer = $self->model->current('event', $self->{event});
    return $self->no_answer        if !$answer;
    return $self->refusal($answer) if defined $answer->{error};
    return POE::XS::Top::Detail::event(POE::XS::Top::Answer::hash($answer, 'event'), $columns);
}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Event - all about one event

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Event;

    my $screen = POE::XS::Top::Screen::Event->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 about($name)

Says which event.

=head2 content, facts, wants

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
