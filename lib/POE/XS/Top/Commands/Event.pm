package POE::XS::Top::Commands::Event;

# poe-top event NAME

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer   ();
use POE::XS::Top::Commands ();
use POE::XS::Top::Detail   ();
use POE::XS::Top::Line     ();

sub run {
    my ($option, $source) = @_;
    my $answer = POE::XS::Top::Commands::answer_about(
        'event', $source, 'event',
        name => $option->{name});
    return POE::XS::Top::Commands::complain(POE::XS::Top::Commands::refusal($answer))
        if defined $answer->{error};
    return POE::XS::Top::Commands::say_answer($option, $answer, sub { _text($answer) });
}

sub _text {
    my ($answer) = @_;
    my $event = POE::XS::Top::Answer::hash($answer, 'event');
    return POE::XS::Top::Line::text(
        POE::XS::Top::Detail::event($event, POE::XS::Top::Commands::width()));
}

1;

__END__

=head1 NAME

POE::XS::Top::Commands::Event - poe-top event NAME

=head1 SYNOPSIS

    use POE::XS::Top::Commands::Event;

    exit POE::XS::Top::Commands::Event::run({ name => 'tick' }, $source);

=head1 FUNCTIONS

=head2 run(\%option, $source)

The command. I<Returns> the exit status.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Commands>, L<poe-top>

=cut
