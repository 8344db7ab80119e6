package POE::Resources;

use strict;
use warnings;

our $VERSION = '2.000';

my @families = qw(Aliases Events Extrefs FileHandles SIDs Sessions Signals);

sub load {
    my $caller = caller;
    for my $family (@families) {
        _use_into($caller, "POE::XS::Resource::$family")
            or _use_into($caller, "POE::Resource::$family")
            or die $@;
    }
    return;
}

# False if there is no such file. What is wrong inside a file that exists must not be hidden.
sub _use_into {
    my ($package, $module) = @_;
    return 1 if eval "package $package; use $module; 1";    ## no critic (StringyEval)
    die $@ unless $@ =~ /^Can't locate .+ in \@INC/;
    return;
}

1;

__END__

=head1 NAME

POE::Resources - loads the POE::Resource modules

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE::Resources;

    POE::Resources->load;
    print POE::Resource::Signals->VERSION, "\n";

=head1 DESCRIPTION

The kernel does not need this: what the modules under C<POE::Resource> stood for is compiled into
it. It is here for programs and add-ons that load them all.

=head1 METHODS

=head2 POE::Resources->load()

Loads, for each of Aliases, Events, Extrefs, FileHandles, SIDs, Sessions and Signals in this order,
C<POE::XS::Resource::NAME> if it is installed, else C<POE::Resource::NAME>. Each is loaded by a
C<use> in the package of the caller. Returns nothing. Dies with Perl's error if neither is there, or
if one is there and cannot be compiled.

=head1 DIFFERENCES FROM POE

The modules can be loaded without the kernel. A module under C<POE::XS::Resource> is loaded, but the
kernel has its own functions of those names.

=head1 SEE ALSO

L<POE::Resource>, L<POE::Loader>.

=cut
