use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

plan skip_all => 'upstream has no such handlers' if is_upstream();

# Handlers that are made of others go with all that they were made of.

no_growth(
    'one with an argument',
    sub {
        POE::XS::_with({}, sub { });
    });
no_growth(
    'one with a condition',
    sub {
        POE::XS::_unless(key => sub { })->(undef, undef, undef, {});
        POE::XS::_when(key => sub { })->(undef, undef, undef, { key => 1 });
    });

done_testing;
