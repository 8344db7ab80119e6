package POE::XS::Top::Commands::Why;

# poe-top why NAME

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer   ();
use POE::XS::Top::Commands ();
use POE::XS::Top::Text     ();
use POE::XS::Top::Why      ();

# How many sessions are looked at for names that are like the one that was not found.
use constant LOOKED_AT => 5000;

sub run {
    my ($option, $source) = @_;
    my $answer = found($option->{name}, $source, 'why');
    return POE::XS::Top::Commands::say_answer(
        $option, $answer,
        sub {
            join '', map {"$_\n"} POE::XS::Top::Why::lines(
                $answer, who($answer, $option->{name}),
                POE::XS::Top::Commands::width());
        });
}

sub who {
    my ($answer, $asked) = @_;
    my ($id, $name)      = map { POE::XS::Top::Answer::plain($answer, $_) } qw(session name);
    my $said = POE::XS::Top::Text::clean($name // $asked);
    return defined $id && $said ne $id ? "$said (session $id)" : "session $said";
}

# The answer about a session that is named by number, alias, class or place. If there is none, says whom one may have
# meant, and returns nothing.
sub found {
    my ($name, $source, $op) = @_;
    my $answer = POE::XS::Top::Commands::answer_about('session', $source, $op, session => $name);
    return $answer if !defined $answer->{error};
    my $sessions = $source->ask('sessions', top => LOOKED_AT, background => \1);
    my @rows     = POE::XS::Top::Answer::rows($sessions);
    my @named    = POE::XS::Top::Why::named($name, @rows);
    if (@named == 1 && defined $named[0]{id}) {
        $answer = $source->ask($op, session => $named[0]{id});
        return $answer if !defined $answer->{error};
    }
    _say_unknown($name, \@named, \@rows);
    return;
}

sub _say_unknown {
    my ($name, $named, $rows) = @_;
    my $shown = POE::XS::Top::Text::clean($name);
    if (@$named > 1) {
        my $last = $#$named > 9 ? 9 : $#$named;
        my @ids  = map { POE::XS::Top::Text::clean($_->{id}) } @$named[ 0 .. $last ];
        return POE::XS::Top::Commands::complain(
            "there are @{[ scalar @$named ]} sessions called '$shown': @ids");
    }
    my @meant = map { POE::XS::Top::Text::clean($_) } POE::XS::Top::Why::meant($name, @$rows);
    my $hint  = @meant ? ' Did you mean ' . join(' or ', map {"'$_'"} @meant) . '?' : '';
    return POE::XS::Top::Commands::complain("there is no session '$shown'.$hint");
}

1;

__END__

=head1 NAME

POE::XS::Top::Commands::Why - poe-top why NAME

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Commands::Why;

    print POE::XS::Top::Commands::Why::who({ session => 12, name => 'web' }, 'web'), "\n";
    # prints: web (session 12)

=head1 FUNCTIONS

=head2 found($name, $source, $op)

I<Returns> the answer about a session; nothing, after it has said whom one may have meant, if there is no such session.

=head2 run(\%option, $source)

The command. I<Returns> the exit status.

=head2 who(\%answer, $asked)

I<Returns> what the session is called.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Commands>, L<poe-top>

=cut
