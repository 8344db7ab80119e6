package POE::XS::Top::Screen::Session;

# All about one session, and first of all why it is alive.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen::Pager';

use POE::XS::Top::Answer ();
use POE::XS::Top::Detail ();

sub facts { return (title => 'Session') }

# A session that is there no more is still looked at, as it was.
sub about {
    my ($self, $id) = @_;
    return if defined $self->{id} && $self->{id} eq $id;
    @$self{qw(id last offset)} = ($id, undef, 0);
    return;
}

sub wants {
    my ($self) = @_;
    return if !defined $self->{id};
    return [ 'session', 'session', session => $self->{id} ];
}

sub content {
    my ($self, $columns) = @_;
    return [ [' Choose a session on screen 1, with enter.'] ] if !defined $self->{id};
    my $answer  = $self->model->current('session', $self->{id});
    my $session = $answer && POE::XS::Top::Answer::hash($answer, 'session');
    $self->{last} = [ $answer, $session ] if $session && %$session;
    my @gone = $answer && defined $answer->{error} ? ($self->refusal($answer), []) : ();
    return @gone ? @gone : [ [" Session $self->{id}: no answer yet."] ] if !$self->{last};
    return (
        @gone,
        POE::XS::Top::Detail::session($self->{last}[1], width => $columns, $self->_rates));
}

sub _rates {
    my ($self)  = @_;
    my $earlier = $self->model->earlier('session') or return;
    my $before  = POE::XS::Top::Answer::hash($earlier, 'session');
    return (now => $self->{last}[0]{now}, earlier => { now => $earlier->{now}, rows => [$before] });
}

sub bindings {
    return (T => sub { $_[0]->_trace });
}

sub _trace {
    my ($self) = @_;
    return if !defined $self->{id};
    return $self->app->show('Trace', $self->{id});
}

sub help { return ([ 'T', 'traces this session' ]) }

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Session - all about one session

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Session;

    my $screen = POE::XS::Top::Screen::Session->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 about($id)

Says which session.

=head2 bindings, content, facts, help, wants

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
