package POE::XS::Top::Answer;

# Answers come in parts; what is in them is checked here, once, so that nobody else has to wonder.

use strict;
use warnings;

our $VERSION = '2.000';

use constant MOST_ROWS => 2_000_000;

# Adds a part to what is there of an answer. Rows come together, and so does text; of everything else the last word
# counts. The name of a part is that of a table; a mere number is none.
sub add {
    my ($whole, $part) = @_;
    my $name = $part->{part};
    return add_to_record($whole, $part) if defined $name && !ref $name && $name =~ /\A[a-z_]+\z/;
    my ($rows, $text) = @$whole{qw(rows text)};
    for my $field (keys %$part) {
        $whole->{$field} = $part->{$field} if $field ne 'rows' && $field ne 'part';
    }
    $whole->{text} = $text . $part->{text}
        if defined $text && defined $part->{text} && !ref $part->{text};
    return $whole if !exists $part->{rows};
    $whole->{rows} = $rows || [];
    _add_rows($whole->{rows}, $part->{rows});
    return $whole;
}

sub _add_rows {
    my ($rows, $more) = @_;
    return if ref $more ne 'ARRAY';
    push @$rows, grep { ref eq 'HASH' || ref eq 'ARRAY' } @$more;
    die "the program says too much\n" if @$rows > MOST_ROWS;
    return;
}

# A snapshot: each of its parts is a field.
sub add_to_record {
    my ($record, $part) = @_;
    my $name = $part->{part};
    if    (ref $part->{rows} eq 'ARRAY') { _add_rows($record->{$name} ||= [], $part->{rows}) }
    elsif (ref $part->{$name} eq 'HASH') { $record->{$name} = $part->{$name} }
    elsif (defined $part->{text})        { $record->{$name} = $part->{text} }
    elsif ($name ne 'end')               { $record->{$name} = _without_frame($part) }
    for my $field (qw(now wall last error v id op)) {
        $record->{$field} = $part->{$field} if defined $part->{$field};
    }
    return $record;
}

sub _without_frame {
    my ($part) = @_;
    my %rest = %$part;
    delete @rest{qw(v id op part last now wall)};
    return \%rest;
}

# Rows that are hashes, whatever there is.
sub rows {
    my ($answer, $name) = @_;
    my $rows = $answer->{ $name // 'rows' };
    return if ref $rows ne 'ARRAY';
    return grep { ref eq 'HASH' } @$rows;
}

sub hash {
    my ($answer, $name) = @_;
    return ref $answer->{$name} eq 'HASH' ? $answer->{$name} : {};
}

sub plain {
    my ($answer, $name) = @_;
    my $value = $answer->{$name};
    return ref $value ? undef : $value;
}

1;

__END__

=head1 NAME

POE::XS::Top::Answer - answers of a program, from their parts

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Answer;

    my %answer;
    POE::XS::Top::Answer::add(\%answer, $_)
        for { rows => [ { id => 1 } ] }, { rows => [ { id => 2 }, 'odd' ], now => 5, last => 1 };
    print join(' ', map { $_->{id} } POE::XS::Top::Answer::rows(\%answer)), " at $answer{now}\n";
    # prints: 1 2 at 5

=head1 FUNCTIONS

=head2 add(\%whole, \%part)

Adds a part. I<Returns> the whole.

=head2 add_to_record(\%record, \%part)

The same for a part of a snapshot.

=head2 hash(\%answer, $name)

I<Returns> that field if it is a hash, else an empty one.

=head2 plain(\%answer, $name)

I<Returns> that field, or C<undef> if it is a hash or a list.

=head2 rows(\%answer, $name)

I<Returns> a list of the rows that are hashes, of the field C<rows> or another.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
