package POE::XS::Top::Commands::Session;

# poe-top session NAME

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer        ();
use POE::XS::Top::Commands      ();
use POE::XS::Top::Commands::Why ();
use POE::XS::Top::Detail        ();

sub run {
    my ($option, $source) = @_;
    my $answer = POE::XS::Top::Commands::Why::found($option->{name}, $source, 'session')
        // return POE::XS::Top::Commands::NO();
    return POE::XS::Top::Commands::say_json($answer) if POE::XS::Top::Commands::wants_json($option);
    my $session = POE::XS::Top::Answer::hash($answer, 'session');
    my @lines   = POE::XS::Top::Detail::session($session, POE::XS::Top::Commands::width());
    POE::XS::Top::Commands::say_text(POE::XS::Top::Detail::text(@lines));
    return POE::XS::Top::Commands::SAID();
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
