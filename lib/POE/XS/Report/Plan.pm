package POE::XS::Report::Plan;

# Which tests to run, with which library, and from which folder.

use strict;
use warnings;

our $VERSION = '2.000';

use Cwd        qw(abs_path);
use File::Find ();
use File::Spec ();

use POE::XS::Report::SelfCheck ();

sub of {
    my ($folder) = @_;
    return _is_distribution('.') ? _distribution('.', 't') : _self_check() if !defined $folder;
    die "$folder: no such folder\n"                                        if !-d $folder;
    return _distribution($folder, 't') if _is_distribution($folder);
    my ($root, $below) = _distribution_around(abs_path($folder));
    return defined $root ? _distribution($root, $below) : _plain($folder);
}

sub _is_distribution { return -e "$_[0]/lib/POE/XS.pm" && -d "$_[0]/t" }

sub _distribution_around {
    my ($folder) = @_;
    my @parts = File::Spec->splitdir($folder);
    for my $length (reverse 1 .. $#parts) {
        my $root = File::Spec->catdir(@parts[ 0 .. $length - 1 ]);
        return ($root, join '/', @parts[ $length .. $#parts ]) if _is_distribution($root);
    }
    return;
}

sub _distribution {
    my ($root, $below) = @_;
    die "$root is not built: run perl Makefile.PL and make there first\n" if !-d "$root/blib/arch";
    my $path = abs_path($root);
    return {
        kind    => 'distribution', folder => $path,
        library => [ "$path/blib/lib", "$path/blib/arch" ],
        tests   => _tests($root, $below),
    };
}

sub _plain {
    my ($folder) = @_;
    my ($above, $name) = abs_path($folder) =~ m{\A(.*)/([^/]+)\z}s;
    return {
        kind  => 'folder', folder => $above || '/', library => [],
        tests => _tests($above, $name) };
}

sub _tests {
    my ($root, $below) = @_;
    my @files;
    my $look = sub { push @files, substr $_, 1 + length $root if /\.t\z/ && -f };
    File::Find::find({ wanted => $look, no_chdir => 1 }, "$root/$below");
    die "$below: no tests, which are files named *.t\n" if !@files;
    return [ map { { name => $_, command => [ $^X, _switches("$root/$_"), $_ ] } } sort @files ];
}

# perl refuses a -T in the first line that it was not called with.
sub _switches {
    my ($file) = @_;
    open my $in, '<', $file or return ();
    my $first = readline($in) // '';
    return $first =~ /\A#!.*\bperl\S*\s(?:.*\s)?-\w*?([tT])/ ? "-$1" : ();
}

sub _self_check {
    my $code = 'POE::XS::Report::SelfCheck::check(shift)';
    return {
        kind  => 'self-check', folder => abs_path('.'), library => [],
        tests => [
            map { {
                name    => "self-check: $_",
                command => [ $^X, '-MPOE::XS::Report::SelfCheck', '-e', $code, $_ ],
            } } POE::XS::Report::SelfCheck::names()
        ],
    };
}

1;

__END__

=head1 NAME

POE::XS::Report::Plan - which tests a report is about

=head1 SYNOPSIS

    use POE::XS::Report::Plan;

    my $plan = POE::XS::Report::Plan::of('t/kernel');
    print "$_->{name}\n" for @{ $plan->{tests} };

=head1 FUNCTIONS

=head2 of($folder)

I<Returns> a reference to a hash: its C<kind>, the C<folder> that the tests run in, the C<library> folders that
come before C<@INC>, and the C<tests>, each a hash of a C<name> and a C<command>.

=over 4

=item distribution

The folder, or the current one if none was given, is one of POE-XS, or lies within one: its tests, or those
below the folder, run there on what is built there. It dies if nothing is.

=item folder

Any other folder: the tests below it run from the folder above it, on the POE that is installed.

=item self-check

No folder was given, and the current one is no distribution: L<POE::XS::Report::SelfCheck>.

=back

It dies if there is no such folder, or no test in it.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<POE::XS::Report::SelfCheck>

=cut
