use strict;
use warnings;
use Test::More;

# What the files that are asked for say: first one XS version is broken, then a module is missing.
my @asked;
my %says = ('POE/XS/Resource/Events.pm' => "broken by design\n");

BEGIN {
    *CORE::GLOBAL::require = sub {
        my ($file) = @_;
        return CORE::require($file) unless $file =~ m{^POE/(?:XS/)?Resource/};
        push @asked, $file;
        my $said = $says{$file} // ($file =~ /XS/ ? "Can't locate $file in \@INC (none)\n" : '');
        die $said if length $said;
        return 1;
    };
}
use POE::Resources;

ok(!eval { POE::Resources->load; 1 }, 'an XS version that does not compile is an error');
like($@, qr/^broken by design/, 'with its own text');
is($asked[-1], 'POE/XS/Resource/Events.pm', 'and the other is not tried');

%says = ('POE/Resource/Extrefs.pm' => "Can't locate it in \@INC\n");
ok(!eval { POE::Resources->load; 1 }, 'neither version is an error too');
like($@, qr/^Can't locate it in \@INC/, 'with its own text');
is($asked[-1], 'POE/Resource/Extrefs.pm', 'and no more are tried');

done_testing;
