use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# The manual explains each column in the words of the table that the help shows.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require POE::XS::Top::Columns;

open my $in, '<', "$FindBin::Bin/../../bin/poe-top" or plan skip_all => 'bin/poe-top is not here';
my $manual = do { local $/ = undef; readline $in };

for my $table (POE::XS::Top::Columns::tables()) {
    my @missing = grep { index($manual, "=item $_->{title} (C<$_->{name}>)\n\n$_->{text}\n") < 0 }
        POE::XS::Top::Columns::of($table);
    is_deeply([ map { $_->{title} } @missing ], [], "columns of $table");
    is_deeply(
        [ grep { $_->{text} !~ /\A[A-Z0-9].*\.\z/ } POE::XS::Top::Columns::of($table) ], [],
        '... in sentences'
    );
}

done_testing;
