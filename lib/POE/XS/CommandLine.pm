package POE::XS::CommandLine;

# What the commands that come with POE-XS have in common: options, read alike and refused in the same words, and
# how a command begins and fails.

use strict;
use warnings;

our $VERSION = '2.000';

use Getopt::Long ();

use constant { SAID => 0, USAGE => 2 };

# From the words of the command line to the exit status. Words are octets; names are characters.
sub run {
    my ($command, @arguments) = @_;
    utf8::decode($_) for @arguments;
    my $status = eval {
        my %option = $command->{parse}->(@arguments);
              $option{help}    ? _help()
            : $option{version} ? _print("$command->{name} $command->{version}\n")
            :                    $command->{work}->(\%option);
    };
    return $status if defined $status;
    ($command->{complain} || sub { complain($command->{name}, @_) })->($@);
    return USAGE;
}

sub _help {
    require Pod::Usage;
    Pod::Usage::pod2usage(-exitval => 'NOEXIT', -verbose => 1, -output => \*STDOUT);
    return SAID;
}

sub _print {
    print @_;
    return SAID;
}

sub complain {
    my ($name, $reason) = @_;
    my $text = "$name: $reason";
    utf8::encode($text);
    print {*STDERR} $text;
    return;
}

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

=head2 complain($name, $reason)

Writes both to standard error. I<Returns> nothing.

=for example

    use POE::XS::CommandLine;
    open STDERR, '>&', \*STDOUT;
    POE::XS::CommandLine::complain('poe-top', "there is no program\n");
    # prints: poe-top: there is no program

=head2 run({ name => , version => , parse => , work => , complain => }, @arguments)

Reads the words of a command line by C<parse>, which gets them and returns options, and hands these to C<work>, as a reference. C<--help> shows
the manual and C<--version> the version. I<Returns> what C<work> does, the exit status; 2 if something died, which C<complain> is told,
by default the function above.

=for example

    use POE::XS::CommandLine;
    my %command = (
        name  => 'poe-nothing', version => '1.0',
        parse => sub { my @words = @_; return POE::XS::CommandLine::options([ 'version', 'all' ], \@words) },
        work  => sub { print "all of it\n" if $_[0]{all}; return 0 },
    );
    print POE::XS::CommandLine::run(\%command, $_), "\n" for '--version', '--all';
    # prints:
    #   poe-nothing 1.0
    #   0
    #   all of it
    #   0

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
