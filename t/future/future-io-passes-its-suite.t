# Future::IO's own acceptance tests of implementations: all that the installed version has.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use POETest;

BEGIN {
    plan(skip_all => 'upstream POE has no futures') if is_upstream();
    for my $module (qw(Future::IO Test2::V0 Test::Future::IO::Impl)) {
        plan(skip_all => "$module is not installed")
            if !eval "require $module; 1";    ## no critic (StringyEval)
    }
}

use Future::IO::Impl::POE;

is $Future::IO::IMPL, 'Future::IO::Impl::POE', 'loading it is choosing it';
my @suites = sort map { /\Arun_(\w+)_test\z/ ? $1 : () } keys %Test::Future::IO::Impl::;
cmp_ok scalar @suites, '>=', 6, "there are suites: @suites";
Test::Future::IO::Impl::run_tests(@suites);

done_testing();
