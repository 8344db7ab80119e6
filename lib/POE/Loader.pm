package POE::Loader;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp ();

sub import {
    my ($class, @names) = @_;
    $class->load(@names);
    return;
}

sub load {
    my ($class, @names) = @_;
    my @packages = map { _package_of($_) } @names;
    _require($_) for @packages;
    return wantarray ? @packages : $packages[-1];
}

# Names may come from a configuration file, so only what can be a package gets near require.
sub _package_of {
    my ($name) = @_;
    my ($rest) = ($name // '') =~ /^(?:POE::)?([^\W\d]\w*(?:::\w+)*)\z/;
    Carp::croak("'" . ($name // 'undef') . "' is not a module name") unless defined $rest;
    return "POE::$rest";
}

sub _require {
    my ($package) = @_;
    my $file = "$package.pm";
    $file =~ s{::}{/}g;
    eval { require $file } or Carp::croak("could not load $package: $@");
    return;
}

1;

__END__

=head1 NAME

POE::Loader - loads POE modules by name while a program runs

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE::Loader;

    my $wanted = shift // 'Line';
    my $class  = POE::Loader->load("Filter::$wanted");
    my $filter = $class->new;
    print @{ $filter->put(['some text']) };

=head1 DESCRIPTION

C<use POE> loads modules when a program is compiled and exports what they have to export. This
module is for names that are known only later, such as a filter from a configuration file. Nothing
is exported; code calls the methods of the package whose name it gets.

    use POE::Loader qw(Filter::Line Filter::Stream);

calls load with that list.

=head1 METHODS

=head2 POE::Loader->load(@names)

Loads C<POE::NAME> for each name; the C<POE::> may be written out. Returns the full package names in
the same order; in scalar context, the last of them, undef for no names.

Errors, blamed on the caller:

=over 4

=item C<'NAME' is not a module name>

It is not made of words joined by C<::>. Nothing has been loaded.

=item C<could not load POE::NAME: REASON>

The modules named before it have been loaded, those after it have not.

=back

=head1 DIFFERENCES FROM POE

There this module did nothing of use.

=head1 SEE ALSO

L<POE>, L<POE::Resources>.

=cut
