package POE::XS::Report::Versions;

# Versions of what POE-XS needs and can use. Files are read for them and no module is loaded, since that may have
# effects: EV takes SIGCHLD, Curses the terminal.

use strict;
use warnings;

our $VERSION = '2.000';

use Module::Metadata;

my %MODULES = (
    required => [qw(EV Storable Time::HiRes)],
    tests    => [qw(Test::More TAP::Parser ExtUtils::MakeMaker CPAN::Meta::YAML Module::Metadata)],
    optional => [ qw(
        Compress::Raw::Zlib Compress::Zlib Cpanel::JSON::XS Curses
        Email::MIME::RFC2047::Encoder FreezeThaw HTTP::Parser::XS HTTP::Request IO::Pty JSON::PP JSON::XS
        Linux::Inotify2 Net::SSLeay Sereal::Decoder Sereal::Encoder Term::Cap Term::ReadKey
        Test::Reporter URI YAML
    ) ],
);

sub names {
    return map { @{ $MODULES{$_} } } sort keys %MODULES;
}

sub of {
    my ($module, @library) = @_;
    my $found = Module::Metadata->new_from_module($module, inc => [ @library, grep { !ref } @INC ]);
    return 'missing' if !$found;
    return defined $found->version ? '' . $found->version : 'unknown';
}

sub all {
    my (@library) = @_;
    my %version;
    for my $kind (keys %MODULES) {
        $version{$kind} = { map { $_ => of($_, @library) } @{ $MODULES{$kind} } };
    }
    $version{'POE-XS'} = of('POE::XS', @library);
    return \%version;
}

1;

__END__

=head1 NAME

POE::XS::Report::Versions - versions of what POE-XS needs and can use

=head1 SYNOPSIS

=for example

    use POE::XS::Report::Versions;

    print POE::XS::Report::Versions::of('No::Such::Module'), "\n";
    print "EV is there\n" if POE::XS::Report::Versions::all()->{required}{EV} ne 'missing';
    # prints:
    #   missing
    #   EV is there

=head1 DESCRIPTION

Versions are read from the files of modules, without loading them.

=head1 FUNCTIONS

=head2 all(@library)

I<Returns> a reference to a hash: C<POE-XS> has its version, C<required>, C<tests> and C<optional> hashes of modules
and their versions. Folders given are searched before C<@INC>.

=head2 names()

I<Returns> the names of all modules that are looked for.

=head2 of($module, @library)

I<Returns> the version of a module, C<missing> if there is no such module, C<unknown> if it has none.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<Module::Metadata>

=cut
