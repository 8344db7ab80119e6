package POE::XS::Report::Options;

# The command line of poe-report.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::CommandLine ();

my @KNOWN = qw(
    backend|b=s distfile=s help|h jobs|j=i limit|l=i output|o=s quiet|q send! summary=s version
);

my @ONLY_FOR_TESTS = qw(backend distfile jobs limit send);

# Dies with what is wrong, naming the argument.
sub parse {
    my (@arguments) = @_;
    my %option = POE::XS::CommandLine::options(\@KNOWN, \@arguments);
    return %option                                        if $option{help} || $option{version};
    _check_summary(\%option, \@arguments)                 if defined $option{summary};
    die "'$arguments[1]': only one folder can be given\n" if @arguments > 1;
    _at_least_one($_, $option{$_}) for qw(jobs limit);
    for my $name (qw(output backend)) {
        die "--$name: the name is empty\n" if defined $option{$name} && $option{$name} eq '';
    }
    $option{folder} = $arguments[0];
    return (jobs => 1, limit => 300, %option);
}

sub _at_least_one {
    my ($name, $value) = @_;
    die "--$name: $value is less than 1\n" if defined $value && $value < 1;
    return;
}

sub _check_summary {
    my ($option, $folders) = @_;
    my ($other) = grep { defined $option->{$_} } @ONLY_FOR_TESTS;
    die "--$other has no meaning with --summary\n"        if defined $other;
    die "'$folders->[0]' has no meaning with --summary\n" if @$folders;
    return;
}

1;

__END__

=head1 NAME

POE::XS::Report::Options - the command line of poe-report

=head1 SYNOPSIS

=for example

    use POE::XS::Report::Options;

    my %option = POE::XS::Report::Options::parse('-j4', '--backend', 'Epoll', 't');
    print join(' ', @option{qw(jobs backend folder limit)}), "\n";
    eval { POE::XS::Report::Options::parse('--jobs', 'many') };
    print $@;
    # prints:
    #   4 Epoll t 300
    #   --jobs: 'many' is no whole number

=head1 FUNCTIONS

=head2 parse(@arguments)

I<Returns> a list of options and values: those of L<poe-report/OPTIONS> by their long names, and C<folder>. C<send> is 1
for C<--send>, 0 for C<--no-send>, and not there if neither was given. It dies with a line that names the argument if
something is wrong.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<poe-report>, L<Getopt::Long>

=cut
