package POE::XS::Top::Table;

# Rows in columns that fit.

use strict;
use warnings;

our $VERSION = '2.000';

use List::Util qw(max min sum0);

use POE::XS::Top::Columns ();
use POE::XS::Top::Line    ();
use POE::XS::Top::Text    ();

use constant { GAP => 1, NARROWEST => 8 };

# Orders rows: what has no value comes last, either way; equals keep the order that they came in.
sub sorted {
    my ($rows, $column, $descending, $growth) = @_;
    return @$rows if !$column;
    my @keys   = map { scalar POE::XS::Top::Columns::key($column, $_, $growth) } @$rows;
    my $number = POE::XS::Top::Columns::is_number($column);
    my @some   = grep { defined $keys[$_] } 0 .. $#keys;
    @some
        = sort { ($number ? $keys[$a] <=> $keys[$b] : $keys[$a] cmp $keys[$b]) || $a <=> $b } @some;
    @some
        = sort { ($number ? $keys[$b] <=> $keys[$a] : $keys[$b] cmp $keys[$a]) || $a <=> $b } @some
        if $descending;
    return @$rows[ @some, grep { !defined $keys[$_] } 0 .. $#keys ];
}

# { head => line, lines => [...] }. Options: width (none: all that is needed), growth, sort and descending (a sign in
# the head), style => sub { style of a row and column }.
sub laid_out {
    my ($table, $rows, %option) = @_;
    my @columns = _columns($table, $rows, $option{without});
    my @cells   = map { _cells(\@columns, $_, \%option) } @$rows;
    my @titles  = map { _title($_, \%option) } @columns;
    my @needed  = map { _needed($_, $titles[$_], \@cells) } 0 .. $#columns;
    my @kept    = _kept(\@columns, \@needed, \%option);
    my %width   = _widths(\@columns, \@needed, \@kept, $option{width});
    my $head    = join ' ' x GAP, map { _fit($titles[$_], $width{$_}, $columns[$_]) } @kept;
    my @lines;

    for my $number (0 .. $#cells) {
        push @lines,
            _line(\@columns, $cells[$number], \@kept, \%width, $option{style}, $rows->[$number]);
    }
    return { head => [ [ $head, 'head' ] ], lines => \@lines };
}

# Those that say something: no marks if there are none, and not whose it is where that is known.
sub _columns {
    my ($table, $rows, $without) = @_;
    my @columns = POE::XS::Top::Columns::of($table);
    @columns = grep { $_->{name} !~ /\A\Q$without\E(?:_name)?\z/ } @columns if defined $without;
    return @columns if grep { $_->{warn} } @$rows;
    return grep { $_->{format} ne 'mark' } @columns;
}

# As text, for those who read it by programs or paper.
sub text {
    my ($table, $rows, %option) = @_;
    my $laid = laid_out($table, $rows, %option);
    return POE::XS::Top::Line::text($laid->{head}, @{ $laid->{lines} });
}

sub _cells {
    my ($columns, $row, $option) = @_;
    return [ map { POE::XS::Top::Columns::cell($_, $row, $option->{growth}) } @$columns ];
}

sub _title {
    my ($column, $option) = @_;
    return $column->{title} if ($option->{sort} // '') ne $column->{name};
    return $column->{title} . ($option->{descending} ? 'v' : '^') if POE::XS::Top::Text::ascii();
    return $column->{title} . ($option->{descending} ? "\x{25be}" : "\x{25b4}");
}

sub _needed {
    my ($number, $title, $cells) = @_;
    return max(
        POE::XS::Top::Text::width($title),
        map { POE::XS::Top::Text::width($_->[$number]) } @$cells
    );
}

# The numbers of the columns for which there is room. The one that orders the rows stays.
sub _kept {
    my ($columns, $needed, $option) = @_;
    my @kept = 0 .. $#$columns;
    return @kept if !defined $option->{width};
    my @first_to_go = sort { $columns->[$a]{keep} <=> $columns->[$b]{keep} || $b <=> $a }
        grep { $columns->[$_]{keep} < 9 && $columns->[$_]{name} ne ($option->{sort} // '') } @kept;
    while (@first_to_go && _least($columns, $needed, \@kept) > $option->{width}) {
        my $goes = shift @first_to_go;
        @kept = grep { $_ != $goes } @kept;
    }
    return @kept;
}

sub _least {
    my ($columns, $needed, $kept) = @_;
    return GAP * $#$kept + sum0(map { _floor($columns->[$_], $needed->[$_]) } @$kept);
}

sub _floor {
    my ($column, $needed) = @_;
    return $needed if !$column->{flex};
    return min($needed, $column->{keep} == 9 ? 2 * NARROWEST : NARROWEST);
}

# What is left goes to columns that were cut, a bit each.
sub _widths {
    my ($columns, $needed, $kept, $width) = @_;
    return map { $_ => $needed->[$_] } @$kept if !defined $width;
    my %width = map { $_ => _floor($columns->[$_], $needed->[$_]) } @$kept;
    my $left  = $width - GAP * $#$kept - sum0(values %width);
    while ($left > 0) {
        my @short = grep { $width{$_} < $needed->[$_] } @$kept or last;
        for my $number (@short[ 0 .. min($#short, $left - 1) ]) {
            $width{$number}++;
            $left--;
        }
    }
    return %width;
}

sub _fit {
    my ($text, $width, $column) = @_;
    return POE::XS::Top::Text::fit($text, $width, $column->{right});
}

sub _line {
    my ($columns, $cells, $kept, $width, $style, $row) = @_;
    my @spans;
    for my $number (@$kept) {
        my $text = _fit($cells->[$number], $width->{$number}, $columns->[$number]);
        $text .= ' ' x GAP if $number != $kept->[-1];
        push @spans, [ $text, $style ? $style->($row, $columns->[$number]) : '' ];
    }
    return \@spans;
}

1;

__END__

=head1 NAME

POE::XS::Top::Table - rows in columns that fit

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Table;

    my @rows = map { { id => $_, class => 'Wheel', session => 2, age => 61 } } 9, 10;
    print POE::XS::Top::Table::text('wheels', \@rows, width => 35);
    # prints:
    #   ID Class Session Name   Age Place
    #    9 Wheel       2 -    1m01s -
    #   10 Wheel       2 -    1m01s -

=head1 DESCRIPTION

Lines are those of L<POE::XS::Top::Line>. Where there is no room for all columns those that matter least
are left out; what is left is cut.

=head1 FUNCTIONS

=head2 laid_out($table, \@rows, %option)

I<Returns> a hash: C<head>, a line, and C<lines>. Options: C<width>, C<growth>, C<sort> and C<descending> for a sign in
the head, C<style>, a function of row and column, C<without>, the name of columns that are left out.

=head2 sorted(\@rows, \%column, $descending, $growth)

I<Returns> a list of the rows in the order of a column.

=head2 text($table, \@rows, %option)

I<Returns> all lines as a text.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>, L<POE::XS::Top::Columns>

=cut
