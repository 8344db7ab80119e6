package POE::XS::CommandLine;

# Options of the commands that come with POE-XS, read alike and refused in the same words.

use strict;
use warnings;

our $VERSION = '2.000';

use Getopt::Long ();

sub options {
    my ($known, $arguments, @config) = @_;
    my (%option, @wrong);
    my $parser = Getopt::Long::Parser->new(config => [ 'gnu_getopt', 'no_auto_abbrev', @config ]);
    local $SIG{__WARN__} = sub { push @wrong, @_ };
    local @ARGV = @$arguments;
    $parser->getoptions(\%option, @$known) or die _reason(@wrong);
    @$arguments = @ARGV;
    return %option;
}

sub _reason {
    my ($said) = @_;
    chomp $said;
    return "--$1: no such option\n"          if $said =~ /\AUnknown option: (.+)/;
    return "--$1: a value is missing\n"      if $said =~ /\AOption (\S+) requires an argument/;
    return "--$2: '$1' is no whole number\n" if $said =~ /\AValue "(.*)" invalid for option (\S+)/;
    return "$said\n";
}

1;

__END__

=head1 NAME

POE::XS::CommandLine - options of the commands that come with POE-XS

=head1 SYNOPSIS

=for example

    use POE::XS::CommandLine;

    my @arguments = ('--jobs', 3, 'folder');
    my %option    = POE::XS::CommandLine::options(['jobs|j=i'], \@arguments);
    print "$option{jobs} @arguments\n";
    print $@ if !eval { POE::XS::CommandLine::options(['jobs|j=i'], ['--jobs=many']) };
    # prints:
    #   3 folder
    #   --jobs: 'many' is no whole number

=head1 FUNCTIONS

=head2 options(\@known, \@arguments, @config)

The options as L<Getopt::Long> describes them, the words of a command line, and more of its configuration. What is no
option stays in the arguments. I<Returns> a list of names and values.

Dies with one of these, and a line end:

=over 4

=item --NAME: no such option

=item --NAME: a value is missing

=item --NAME: 'TEXT' is no whole number

=back

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<poe-report>, L<poe-top>

=cut
