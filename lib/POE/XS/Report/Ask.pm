package POE::XS::Report::Ask;

# What a small program says, for facts about the system.

use strict;
use warnings;

our $VERSION = '2.000';

use Exporter               qw(import);
use POE::XS::Report::Limit ();

our @EXPORT_OK = qw(answer_of first_line_of);

use constant LIMIT => { seconds => 20, octets => 1_000_000 };

sub answer_of {
    my (@command) = @_;
    open my $out, '-|', POE::XS::Report::Limit::command(LIMIT, @command) or return '';
    my $text = do { local $/ = undef; <$out> };
    return close $out ? $text : '';
}

sub first_line_of {
    my ($line) = grep {/\S/} split /\n/, answer_of(@_);
    return $line // '';
}

1;

__END__

=head1 NAME

POE::XS::Report::Ask - what a small program says

=head1 SYNOPSIS

=for example

    use POE::XS::Report::Ask qw(answer_of first_line_of);

    print first_line_of('sh', '-c', 'echo; echo one; echo two'), "\n";
    print length answer_of('no-such-program'), "\n";
    # prints:
    #   one
    #   0

=head1 DESCRIPTION

A report asks the system a few things that only programs know, such as the version of the C compiler. None may
stop it: a program has 20 seconds and a million octets, and one that fails has said nothing.

=head1 FUNCTIONS

=head2 answer_of(@command)

I<Returns> all that the program said on both of its outputs; the empty string if it failed.

=head2 first_line_of(@command)

I<Returns> the first line of that which is not empty, or the empty string.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<POE::XS::Report::Limit>

=cut
