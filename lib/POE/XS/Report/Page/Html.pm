package POE::XS::Report::Page::Html;

# Text that may say anything, made harmless in HTML.

use strict;
use warnings;

our $VERSION = '2.000';

use Exporter qw(import);

our @EXPORT_OK = qw(element quoted);

my %ENTITY = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;', "'" => '&#39;');

# Control characters, those that join, hide or turn the direction of what follows, and what is no character.
my $HIDDEN = join '', '\x00-\x08\x0b-\x1f\x7f-\x9f\x{061c}\x{200b}-\x{200f}\x{2028}-\x{202e}',
    '\x{2060}-\x{206f}\x{d800}-\x{dfff}\x{feff}\x{fff9}-\x{fffb}';

# They show as a replacement character.
sub quoted {
    my ($text) = @_;
    $text =~ s/[$HIDDEN]/\x{fffd}/g;
    $text =~ s/([&<>"'])/$ENTITY{$1}/g;
    return $text;
}

# The content is HTML, and the values of attributes are text.
sub element {
    my ($name, $attributes, @content) = @_;
    my $start = join ' ', $name,
        map { $_ . '="' . quoted($attributes->{$_}) . '"' } sort keys %$attributes;
    return "<$start>" . join('', @content) . "</$name>";
}

1;

__END__

=head1 NAME

POE::XS::Report::Page::Html - text made harmless in HTML

=head1 SYNOPSIS

=for example

    use POE::XS::Report::Page::Html qw(element quoted);

    print element('b', { title => '"' }, quoted('<i>')), "\n";
    # prints: <b title="&quot;">&lt;i&gt;</b>

=head1 FUNCTIONS

=head2 element($name, \%attributes, @content)

I<Returns> an element. Values of attributes are quoted here; the content must be HTML already.

=head2 quoted($text)

I<Returns> the text as HTML. Control characters and those that turn the direction of text are replaced.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report::Page>

=cut
