package POE::XS::Top::Commands::Event;

# poe-top event NAME

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer   ();
use POE::XS::Top::Commands ();
use POE::XS::Top::Detail ();
use POE::XS::Top::Line ();
use POE::XS::Top::Text     ();

sub run {
    my ($option, $source) = @_;
    my $answer = $source->ask('event', name => $option->{name});
    if (defined $answer->{error}) {
        die POE::XS::Top::Text::clean($answer->{error}) . "\n" if !is_unknown($answer);
        utf8::encode(my $reason = 'poe-top: ' . POE::XS::Top::Text::clean($answer->{error}) . "\n");
        print {*STDERR} $reason;
        return POE::XS::Top::Commands::NO();
    }
    return POE::XS::Top::Commands::say_json($answer) if POE::XS::Top::Commands::wants_json($option);
    my $event = POE::XS::Top::Answer::hash($answer, 'event');
    my @lines = POE::XS::Top::Detail::event($event, POE::XS::Top::Commands::width());
    POE::XS::Top::Commands::say_text(POE::XS::Top::Line::text(@lines));
    return POE::XS::Top::Commands::SAID();
}

# Errors that are about something else say so by their code.
sub is_unknown {
    my ($answer) = @_;
    my $code = $answer->{code} // return $answer->{error} =~ /\bunknown event\b|\Aname: no event\b/;
    return $code eq 'unknown_event';
}

1;

__END__

=head1 NAME

POE::XS::Top::Commands::Event - poe-top event NAME

=head1 SYNOPSIS

    use POE::XS::Top::Commands::Event;

    exit POE::XS::Top::Commands::Event::run({ name => 'tick' }, $source);

=head1 FUNCTIONS

=head2 is_unknown(\%answer)

I<Returns> whether an error says that there is no such event.

=head2 run(\%option, $source)

The command. I<Returns> the exit status.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Commands>, L<poe-top>

=cut
