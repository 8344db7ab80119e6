package POE::XS::Top::Filter;

# Which rows somebody wants to see: web name:/^worker/ !state:idle

use strict;
use warnings;

our $VERSION = '2.000';

# Fields that a word looks at, by the name that it was given; without one, all of them.
my %FIELDS = (
    name    => [qw(shown name aliases session_name to_name from_name whom_name program)],
    event   => [qw(event name handlers)],
    session => [qw(session session_name to_name id)],
);

# A function that says whether a row is wanted. What is no regular expression is looked for as it is.
sub of {
    my ($text) = @_;
    my @terms = map { _term($_) } ($text // '') =~ /((?:[^\s\/]|\/[^\/]*(?:\/|\z))+)/g;
    return sub {1}
        if !@terms;
    return sub {
        my ($row) = @_;
        for my $term (@terms) { return 0 if !$term->($row) }
        return 1;
    };
}

sub _term {
    my ($word) = @_;
    my $not    = $word =~ s/\A!(?=.)//;
    my $field  = $word =~ s/\A([A-Za-z_]+):(?!:)// ? lc $1 : undef;
    my $looks  = _pattern($word);
    return sub {
        my ($row) = @_;
        my $found = grep { $_ =~ $looks } _texts($row, $field);
        return $not ? !$found : $found;
    };
}

sub _pattern {
    my ($word)       = @_;
    my ($expression) = $word =~ m{\A/(.*?)/?\z}s;
    my $compiled     = defined $expression && eval { no re 'eval'; qr/$expression/i };
    return $compiled || qr/\Q$word\E/i;
}

sub _texts {
    my ($row, $field) = @_;
    my @names = !defined $field ? keys %$row : @{ $FIELDS{$field} || [$field] };
    return map {
        ref eq 'ARRAY'
            ? grep { defined && !ref } @$_
            : $_
        }
        grep { defined && (!ref || ref eq 'ARRAY') } @$row{@names};
}

# The text, if the other side can look for it as well.
sub plain {
    my ($text) = @_;
    return if !defined $text || $text eq '' || $text =~ m{[/!:\s]};
    return $text;
}

1;

__END__

=head1 NAME

POE::XS::Top::Filter - which rows are wanted

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Filter;

    my $wanted = POE::XS::Top::Filter::of('name:/^web/ !state:idle');
    my @rows = ({ name => 'web 1', state => 'idle' }, { name => 'web 2', state => 'ready' });
    print map {"$_->{name}\n"} grep { $wanted->($_) } @rows;
    # prints: web 2

=head1 DESCRIPTION

Words, all of which have to be found in a row, in any case of letters; C</.../> is a regular expression, C<field:word>
looks in one field, C<!word> wants what has not got it.

=head1 FUNCTIONS

=head2 of($text)

I<Returns> a function that says whether a row is wanted.

=head2 plain($text)

I<Returns> the text if it is a single word that is to be found as it is, else nothing.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
