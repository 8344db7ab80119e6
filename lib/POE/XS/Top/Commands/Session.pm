package POE::XS::Top::Commands::Session;

# poe-top session NAME

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer        ();
use POE::XS::Top::Commands      ();
use POE::XS::Top::Commands::Why ();
use POE::XS::Top::Detail        ();
use POE::XS::Top::Line          ();

sub run {
    my ($option, $source) = @_;
    my $answer = POE::XS::Top::Commands::Why::found($option->{name}, $source, 'session');
    return POE::XS::Top::Commands::say_answer(
        $option, $answer,
        sub {
            POE::XS::Top::Line::text(POE::XS::Top::Detail::session(
                _later($option, $source, $answer),
                width => POE::XS::Top::Commands::width()));
        });
}

# Again after a while, so that there are rates. It may be gone by then.
sub _later {
    my ($option, $source, $answer) = @_;
    my $before = POE::XS::Top::Answer::hash($answer, 'session');
    return $before if !POE::XS::Top::Commands::pause($option, $source);
    my $again   = $source->ask('session', session => $before->{id});
    my $session = POE::XS::Top::Answer::hash($again, 'session');
    return $before if !%$session;
    return (
        $session, now => $again->{now},
        earlier       => { now => $answer->{now}, rows => [$before] });
}

1;

__END__

=head1 NAME

POE::XS::Top::Commands::Session - poe-top session NAME

=head1 SYNOPSIS

    use POE::XS::Top::Commands::Session;

    exit POE::XS::Top::Commands::Session::run({ name => 'web' }, $source);

=head1 FUNCTIONS

=head2 run(\%option, $source)

The command. I<Returns> the exit status.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Commands>, L<poe-top>

=cut
