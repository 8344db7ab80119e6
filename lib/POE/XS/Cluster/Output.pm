package POE::XS::Cluster::Output;

# What poe-cluster says: lines for people, or objects for scripts. What comes from others is data: nothing in it
# reaches a terminal that is not a character to be seen.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Probe::JSON   ();
use POE::XS::Top::Terminal ();
use POE::XS::Top::Text     ();

my $codec = POE::XS::Probe::JSON::codec()->canonical->allow_nonref->allow_blessed->convert_blessed;

sub new {
    my ($class, $is_json) = @_;
    my $is_ascii = !$is_json && !POE::XS::Top::Terminal::is_utf8();
    POE::XS::Top::Text::ascii($is_ascii ? 1 : 0);
    return bless { is_json => $is_json, is_ascii => $is_ascii }, $class;
}

# Inside of JSON whatever cannot be seen is a number.
sub json {
    my ($self, $data) = @_;
    my $text = $codec->encode($data);
    $text =~ s/([\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}])/_escaped($1)/ge;
    $text =~ s/([^ -~])/_escaped($1)/ge if $self->{is_ascii};
    return $text;
}

sub _escaped {
    my ($character) = @_;
    my $number = ord $character;
    return sprintf '\u%04x', $number if $number < 0x10000;
    $number -= 0x10000;
    return sprintf '\u%04x\u%04x', 0xd800 + ($number >> 10), 0xdc00 + ($number & 0x3ff);
}

# The same, as it is shown and as it is.
sub put {
    my ($self, $line, $data) = @_;
    my $text = $self->{is_json} ? $self->json($data) : $line;
    utf8::encode($text);
    print "$text\n";
    return;
}

# Rows of a table, which have these columns.
sub table {
    my ($self, $columns, @rows) = @_;
    if ($self->{is_json}) {
        $self->put(undef, $_->{data}) for @rows;
        return;
    }
    my @lines
        = ($columns, map { [ map { POE::XS::Top::Text::clean($_) } @{ $_->{cells} } ] } @rows);
    my @width;
    for my $line (@lines) {
        for my $i (0 .. $#$line - 1) {
            my $width = POE::XS::Top::Text::width($line->[$i]);
            $width[$i] = $width if $width > ($width[$i] // 0);
        }
    }
    for my $line (@lines) {
        my @cells = @$line;
        $_ < $#cells and $cells[$_] = POE::XS::Top::Text::fit($cells[$_], $width[$_])
            for 0 .. $#cells;
        $self->put(join('  ', @cells) =~ s/ +\z//r);
    }
    return;
}

# One line that is written over, where somebody watches.
sub progress {
    my ($self, $text) = @_;
    return if $self->{is_json} || !-t STDERR;
    print {*STDERR} "\r\e[K$text";
    return;
}

1;

__END__

=head1 NAME

POE::XS::Cluster::Output - what poe-cluster says

=head1 SYNOPSIS

=for example

    use POE::XS::Cluster::Output;

    my $out = POE::XS::Cluster::Output->new(0);
    $out->put($out->json({ text => "bell \a", list => [ 1, undef ] }));
    $out->table([ 'Kernel', 'PID' ], { cells => [ 'shop', 17 ] });
    # prints:
    #   {"list":[1,null],"text":"bell \u0007"}
    #   Kernel  PID
    #   shop    17

=head1 METHODS

=head2 new($is_json)

For people, or for scripts: an object a line, in UTF-8.

=head2 json($data)

I<Returns> the text, in which what cannot be seen is a number.

=head2 progress($text)

Writes over the line of a terminal.

=head2 put($line, $data)

Writes the line, or the data for scripts.

=head2 table(\@columns, { cells => \@cells, data => $data }, ...)

Writes a table, or the data of each row.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<poe-cluster>

=cut
