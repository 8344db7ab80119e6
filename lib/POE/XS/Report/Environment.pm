package POE::XS::Report::Environment;

# Where the tests ran: system, perl, compiler, C library, limits.

use strict;
use warnings;

our $VERSION = '2.000';

use Config;
use POE::XS::Report::Ask     qw(answer_of first_line_of);
use POE::XS::Report::Privacy qw(cleaned variables);
use POSIX                    ();

# What of `perl -V` tells two perls apart.
my @CONFIG = qw(
    archname osname osvers cc ccflags optimize gccversion ld uselongdouble ivsize nvsize ptrsize
    usethreads useithreads usemultiplicity usemymalloc d_sigaction sig_count
);

sub facts {
    return {
        system    => _system(),
        perl      => _perl(),
        compiler  => first_line_of($Config{cc}, '--version') || 'missing',
        c_library => _c_library(),
        cpus      => _cpus(),
        limits    => _limits(),
        locale    => POSIX::setlocale(POSIX::LC_ALL()) // 'C',
        variables => variables(\%ENV),
    };
}

# Without the name of the machine.
sub _system {
    my ($name, undef, $release, $version, $machine) = POSIX::uname();
    return {
        name         => $name, release => $release, version => $version, machine => $machine,
        distribution => _distribution(),
    };
}

sub _distribution {
    open my $in, '<', '/etc/os-release' or return 'unknown';
    my ($name) = map {/\APRETTY_NAME="?(.*?)"?$/} <$in>;
    return $name // 'unknown';
}

sub _perl {
    my %config = map { $_ => $Config{$_} // '' } @CONFIG;
    return {
        version => sprintf('%vd', $^V),
        config  => { map { $_ => cleaned("$config{$_}") } @CONFIG } };
}

# An answer that does not look like one is no answer: musl and the BSDs have no such name.
sub _c_library {
    my $said = first_line_of('getconf', 'GNU_LIBC_VERSION');
    return $said if $said =~ /\A\w+ [\d.]+\z/;
    ($said) = grep {/musl|version/i} split /\n/, answer_of('sh', '-c', 'ldd --version 2>&1 || :');
    return cleaned($said // $Config{libc} // 'unknown');
}

sub _cpus {
    my $said = first_line_of('getconf', '_NPROCESSORS_ONLN');
    return $said =~ /\A\d+\z/ ? $said : 'unknown';
}

sub _limits {
    my @lines = split /\n/, answer_of('sh', '-c', 'ulimit -a');
    return { map { /\A(\S.*?)\s+(?:\([^()]*\)\s*)?(\S+)\s*\z/ ? ($1 => $2) : () } @lines };
}

1;

__END__

=head1 NAME

POE::XS::Report::Environment - where the tests of a report ran

=head1 SYNOPSIS

=for example

    use POE::XS::Report::Environment;

    my $facts = POE::XS::Report::Environment::facts();
    print "this perl\n" if $facts->{perl}{version} eq sprintf '%vd', $^V;
    # prints: this perl

=head1 FUNCTIONS

=head2 facts()

I<Returns> a reference to a hash:

=over 4

=item system

A hash: C<name>, C<release>, C<version> and C<machine> of uname, without the name of the machine, and the
C<distribution> by its own words.

=item perl

A hash: its C<version>, and in C<config> what of C<perl -V> tells two perls of a version apart.

=item compiler, c_library, cpus, locale

Strings. What cannot be found out is C<unknown>, a compiler that is not there C<missing>.

=item limits

A hash: what C<ulimit -a> says.

=item variables

A hash: variables of the environment, as far as L<POE::XS::Report::Privacy> lets them through.

=back

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<POE::XS::Report::Privacy>, L<Config>

=cut
