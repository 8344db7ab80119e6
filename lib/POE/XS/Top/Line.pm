package POE::XS::Top::Line;

# A line is a list of spans, [text, style]: what is drawn, before it is known on what.

use strict;
use warnings;

our $VERSION = '2.000';

use List::Util qw(sum0);

use POE::XS::Top::Text ();

sub width {
    my ($line) = @_;
    return sum0(map { POE::XS::Top::Text::width($_->[0]) } @$line);
}

# For those who read it by programs or paper: no styles, and no blanks at the end.
sub text {
    my (@lines) = @_;
    return join '', map {
        join('', map { $_->[0] } @$_)
            =~ s/ +\z//r . "\n"
    } @lines;
}

# A name and what there is of it, as lines of facts have them.
sub fact {
    my ($name, $value) = @_;
    return [ ["$name "], [ $value, 'strong' ] ];
}

1;

__END__

=head1 NAME

POE::XS::Top::Line - lines of spans

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Line;

    my $line = [ @{ POE::XS::Top::Line::fact('Queue', 12) }, ['   '] ];
    print POE::XS::Top::Line::width($line), "\n", POE::XS::Top::Line::text($line);
    # prints:
    #   11
    #   Queue 12

=head1 DESCRIPTION

A line is an array of spans, and a span one of a text and a style, such as C<strong>; L<POE::XS::Top::Grid> knows the
styles.

=head1 FUNCTIONS

=head2 fact($name, $value)

I<Returns> a line that says what there is of something.

=head2 text(@lines)

I<Returns> the lines as one text, without styles, and without blanks at their ends.

=head2 width(\@line)

I<Returns> how many columns of the terminal it takes.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
