use strict;
use warnings;
use Test::More;

# SIDs has an XS version here, the others have none.
my @asked;

BEGIN {
    *CORE::GLOBAL::require = sub {
        my ($file) = @_;
        return CORE::require($file) unless $file =~ m{^POE/(?:XS/)?Resource/};
        push @asked, $file;
        die "Can't locate $file in \@INC (none)\n" if $file =~ /XS/ and $file !~ /SIDs/;
        return 1;
    };
}
use POE::Resources;

ok(eval { POE::Resources->load; 1 }, 'loads') or diag $@;

sub both {
    return map { ("POE/XS/Resource/$_.pm", "POE/Resource/$_.pm") } @_;
}

is_deeply(
    \@asked,
    [
        both(qw(Aliases Events Extrefs FileHandles)), 'POE/XS/Resource/SIDs.pm',
        both(qw(Sessions Signals)),
    ],
    'looks for the XS version of each first, for the other only if there is none'
) or diag explain \@asked;

done_testing;
