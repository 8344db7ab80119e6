# The oldest perl that is promised is the same wherever it is named, and the binding uses nothing of perl's that is
# younger. What is younger is known from the list that comes with Devel::PPPort.
use strict;
use warnings;

use File::Temp qw(tempdir);
use Test::More;

my ($minor) = slurp('Makefile.PL') =~ /^use 5\.0*(\d+);/;
my %named = (
    'Makefile.PL'                  => qr/^ +MIN_PERL_VERSION => '5\.0(\d+)',/m,
    'README.md'                    => qr/^It needs perl 5\.(\d+) or later/m,
    'lib/POE/Manual/Migration.pod' => qr/\bIt needs Perl 5\.(\d+)/,
    'lib/POE/XS.pod'               => qr/^Perl 5\.(\d+) and L<EV>/m,
    'script/setup.sh'              => qr/\buse 5\.0(\d+);/,
    'xs/base/compat.h'             => qr/^#error "POE-XS needs perl 5\.(\d+)/m,
);
for my $file (sort keys %named) {
    is((slurp($file) =~ $named{$file})[0], $minor, "$file names perl 5.$minor");
}

SKIP: {
    skip 'no Devel::PPPort', 1 if !eval { require Devel::PPPort };
    my $since = introduced();
    my $known = slurp('xs/base/compat.h');
    my %used;
    $used{$_} = 1
        for map { slurp($_) =~ /\b([A-Za-z_]\w+)\b/g } glob 'xs/*.xs xs/*/*.xs xs/*/*.[ch]';
    my @younger
        = grep { ($since->{$_} // 0) > $minor && $known !~ /^#define $_\b/m } sort keys %used;
    is_deeply(\@younger, [], "nothing of perl's in xs/ is younger");
}

done_testing;

# The minor version of perl, of each name. An odd one belongs to the next even one.
sub introduced {
    my $folder = tempdir(CLEANUP => 1);
    Devel::PPPort::WriteFile("$folder/ppport.h");
    my $told = qx{"$^X" "$folder/ppport.h" --api-info=/./};
    my %since;
    for my $entry (split /^=== /m, $told) {
        my ($name, $minor) = $entry =~ /\A(\w+) ===.*?since perl-5\.0*(\d+)\./s or next;
        $since{$name} = $minor + $minor % 2;
    }
    cmp_ok(scalar keys %since, '>', 1000, 'the list can be read');
    return \%since;
}

sub slurp {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    local $/;
    return scalar <$in>;
}
