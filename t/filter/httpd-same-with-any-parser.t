use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use Test::More;

# The other tests of this filter, with HTTP::Parser::XS and without, and with objects that the public
# constructors of libwww have made.

plan skip_all => 'there is one way there' if is_upstream();

my @tests = grep { !/same-with-any|long-heads|leaves-nothing/ } glob "$FindBin::Bin/httpd-*.t";
my @ways  = ({ POE_FILTER_HTTPD_PARSER => 'perl' }, { POE_FILTER_HTTPD_OBJECTS => 'public' });

for my $way (@ways) {
    my $name = join ', ', map {"$_=$way->{$_}"} sort keys %$way;
    for my $test (@tests) {
        my ($short) = $test =~ m{([^/]+)\z};
        my $child = run_child("do '$test'; die \$@ if \$@;", env => $way, limit => 60);
        my $bad
            = $child->{status} || $child->{stdout} =~ /^not ok/m || $child->{stdout} !~ /^1\.\./m;
        ok(!$bad, "$short, $name") or diag substr $child->{stdout} . $child->{stderr}, -2000;
    }
}

done_testing;
