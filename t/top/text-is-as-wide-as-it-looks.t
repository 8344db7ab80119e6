use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Cells are aligned by what they take of a terminal, not by how many characters they have.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require POE::XS::Top::Text;
require POE::XS::Top::Table;

my $wide = "\x{4e2d}\x{6587}";
is(POE::XS::Top::Text::width($wide), 4, 'wide characters');
is(POE::XS::Top::Text::width("e\x{301}"), 1, 'a mark');
is(POE::XS::Top::Text::fit($wide, 3), "\x{4e2d}\x{2026}", 'cut, with a mark that there was more');
is(POE::XS::Top::Text::fit("$wide$wide", 4), "\x{4e2d}\x{2026} ", 'half a character is a blank');
is(POE::XS::Top::Text::fit('ab', 4, 1), '  ab', 'to the right');
is_deeply([ POE::XS::Top::Text::wrap('one two three', 7) ], [ 'one two', 'three' ], 'at blanks');
is_deeply([ POE::XS::Top::Text::wrap('unbreakable', 4) ], ["unb\x{2026}"], 'or cut');

my @rows = map { { id => 1, class => $_, session => 5, place => 'x.pl:1' } } $wide, 'Plain',
    "e\x{301}";
my $text  = POE::XS::Top::Table::text('wheels', \@rows);
my @place = map { POE::XS::Top::Text::width(s/x\.pl.*//r) } grep {/x\.pl/} split /\n/, $text;
is_deeply(\@place, [ ($place[0]) x 3 ], 'columns stand below each other');

for my $width (5, 20, 40, 60, 80) {
    my $laid = POE::XS::Top::Table::laid_out(
        'sessions',
        [ { id => 1, shown => 'long ' x 30, count => 5 } ], width => $width, sort => 'refs'
    );
    my $line = join '', map { $_->[0] } @{ $laid->{head} };
    cmp_ok(POE::XS::Top::Text::width($line), '<=', $width, "a table in $width columns")
        if $width > 25;
    like($line, qr/Refs/, '... with that by which it is ordered');
}

done_testing;
