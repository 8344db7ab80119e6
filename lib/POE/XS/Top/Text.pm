package POE::XS::Top::Text;

# Text that others chose, made fit for a terminal: nothing of it is obeyed, and its width is known.

use strict;
use warnings;

our $VERSION = '2.000';

use constant LONGEST => 400;

my $ascii = 0;

# Whether all that is not ASCII is written in numbers.
sub ascii {
    ($ascii) = @_ if @_;
    return $ascii;
}

# Controls, what changes direction or has no shape, and what is no character.
my $UNSEEN = qr/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/;

sub clean {
    my ($text) = @_;
    return ''                                 if !defined $text;
    $text = substr($text, 0, LONGEST) . '...' if length $text > LONGEST;
    return $text                              if $text !~ /[^ -~]/;
    $text =~ s/($UNSEEN)/_number($1)/ge;
    $text =~ s/(?:\A|\p{M}{2})\K(\p{M})/_number($1)/ge;
    $text =~ s/([^ -~])/_number($1)/ge if $ascii;
    return $text;
}

sub _number {
    my ($character) = @_;
    my $number = ord $character;
    return sprintf $number > 0xff ? '\x{%X}' : '\x%02x', $number;
}

# How many columns of the terminal it takes.
sub width {
    my ($text) = @_;
    return length $text if $text !~ /[^ -~]/;
    my $wide   = () = $text =~ /[\p{Ea=W}\p{Ea=F}]/g;
    my $narrow = () = $text =~ /[\p{Mn}\p{Me}]/g;
    return length($text) + $wide - $narrow;
}

# The beginning that fits; a mark says that there was more.
sub cut {
    my ($text, $columns) = @_;
    return $text if width($text) <= $columns;
    return ''    if $columns < 1;
    my $mark = $columns < 3 ? '' : $ascii ? '~' : "\x{2026}";
    my $room = $columns - length $mark;
    my $kept = '';
    for my $character ($text =~ /(\X)/g) {
        $room -= width($character);
        last if $room < 0;
        $kept .= $character;
    }
    return $kept . $mark;
}

# Exactly so wide.
sub fit {
    my ($text, $columns, $to_the_right) = @_;
    $text = cut($text, $columns);
    my $blanks = ' ' x ($columns - width($text));
    return $to_the_right ? $blanks . $text : $text . $blanks;
}

# Lines of at most so many columns, broken at blanks where there are any.
sub wrap {
    my ($text, $columns) = @_;
    $columns = 1 if $columns < 1;
    my @lines = ('');
    for my $word (split / +/, $text) {
        my $longer = $lines[-1] eq '' ? $word : "$lines[-1] $word";
        if (width($longer) <= $columns) { $lines[-1] = $longer }
        else                            { push @lines, cut($word, $columns) }
    }
    shift @lines if @lines > 1 && $lines[0] eq '';
    return @lines;
}

1;

__END__

=head1 NAME

POE::XS::Top::Text - text for a terminal, whoever chose it

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Text;

    print POE::XS::Top::Text::clean("red \e[31m and \x{202e}back"), "\n";
    print '[', POE::XS::Top::Text::fit('42', 5, 1), "]\n";
    print "$_\n" for POE::XS::Top::Text::wrap('as long as a line may be', 10);
    # prints:
    #   red \x1b[31m and \x{202E}back
    #   [   42]
    #   as long as
    #   a line may
    #   be

=head1 DESCRIPTION

Names of events and sessions are data of the program that is looked at. They never reach the terminal as they are.

=head1 FUNCTIONS

=head2 ascii($yes)

I<Returns> whether all that is not ASCII is written in numbers; an argument changes that.

=head2 clean($text)

I<Returns> the text with C<\xNN> for control characters and C<\x{NNNN}> for what changes direction or has no shape. A
very long one is cut.

=head2 cut($text, $columns)

I<Returns> as much of the text as fits, with a mark at the end if there was more.

=head2 fit($text, $columns, $to_the_right)

I<Returns> the text cut or filled with blanks to exactly that many columns.

=head2 width($text)

I<Returns> how many columns it takes: two for wide characters, none for combining ones.

=head2 wrap($text, $columns)

I<Returns> a list of lines that are not wider.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
