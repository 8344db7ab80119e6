package POE::XS::Top::Grid;

# Lines of spans on a terminal. Only lines that differ from what is there are drawn.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Text ();

my %COLOURS = (
    title    => '1;36', strong => '1', head => '1;4', alarm => '1;31', bar => '32', faint => '2',
    selected => '7', tab       => '1;7',
);
my %PLAIN = (%COLOURS, title => '1', alarm => '1;4', bar => '', faint => '');

sub new {
    my ($class, %option) = @_;
    return bless { styles => $option{colours} ? \%COLOURS : \%PLAIN, drawn => [], size => '' },
        $class;
}

# All has to be drawn again.
sub forget {
    my ($self) = @_;
    $self->{drawn} = [];
    return;
}

# What to write so that the terminal shows the lines.
sub update {
    my ($self, $lines, $columns, $rows) = @_;
    my $out = '';
    if ($self->{size} ne "$columns x $rows") {
        $self->{size} = "$columns x $rows";
        $self->forget;
        $out = "\e[m\e[2J";
    }
    for my $number (0 .. $rows - 1) {
        my $line = $self->_line($lines->[$number] || [], $columns);
        next if defined $self->{drawn}[$number] && $self->{drawn}[$number] eq $line;
        $self->{drawn}[$number] = $line;
        $out .= sprintf "\e[%d;1H\e[m\e[K%s", $number + 1, $line;
    }
    return $out;
}

sub _line {
    my ($self, $spans, $columns) = @_;
    my $left = $columns;
    my $line = '';
    for my $span (@$spans) {
        my ($text, $style) = @$span;
        last if $left <= 0;
        $text = $text =~ /\A +\z/ ? substr $text, 0, $left : POE::XS::Top::Text::cut($text, $left);
        $left -= POE::XS::Top::Text::width($text);
        my $codes = join ';', grep {length} map { $self->{styles}{$_} // '' } split / /,
            $style // '';
        $line .= $codes eq '' ? $text : "\e[${codes}m$text\e[m";
    }
    return $line;
}

1;

__END__

=head1 NAME

POE::XS::Top::Grid - lines on a terminal

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Grid;

    my $grid = POE::XS::Top::Grid->new(colours => 0);
    print length $grid->update([ [ ['hello'] ] ], 80, 24) ? 'drawn' : 'as it was', "\n" for 1, 2;
    # prints:
    #   drawn
    #   as it was

=head1 METHODS

=head2 forget

All is drawn again the next time.

=head2 new(%option)

I<Returns> an object. C<colours> says whether there may be colours.

=head2 update(\@lines, $columns, $rows)

I<Returns> what to write so that the terminal shows these lines.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
