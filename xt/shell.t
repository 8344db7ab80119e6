use strict;
use warnings;

use Test::More;

# Shell scripts are clean under shellcheck.

plan skip_all => 'shellcheck is not installed' if system 'shellcheck --version >/dev/null 2>&1';
for my $file (grep {-e}
    qw(script/run script/test script/setup.sh xt/dist-installs xt/fresh-machine .ci/run))
{
    my $said = `shellcheck -x $file 2>&1`;
    ok(!$?, $file) or diag $said;
}

done_testing;
