use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What a program of another version tells as a reason is told, with or without words, place and age.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require POE::XS::Top::Why;

sub said {
    my ($sentence) = POE::XS::Top::Why::sentence({@_});
    return $sentence;
}

is(
    said(kind => 'quantum', text => 'it is entangled.', place => 'x.pl:1'),
    'It is entangled (at x.pl:1).', 'its words'
);
is(said(kind => 'quantum', name => 'cat'), 'Quantum: cat.', 'without words: kind and name');
is(said(), 'For a reason that has no name.', 'with nothing at all');
is(
    said(kind => {}, text => [], place => {}, age => 'old', count => []),
    'For a reason that has no name.', 'or with nonsense'
);
is(
    said(kind => 'event', text => 'posted at x.pl:1, 3s ago', place => 'x.pl:1', age => 3),
    'Posted at x.pl:1, 3s ago.',
    'what the words say already is not said twice'
);
is(said(kind => 'event', count => 3), 'An event is on its way to it (3 times).', 'how many');
my @lines = POE::XS::Top::Why::lines({ reasons => 'none', alive => 1 }, 'x');
is_deeply(\@lines, ['x is alive, but the program does not say why.'], 'no reasons');
@lines
    = POE::XS::Top::Why::lines({ reasons => [ { kind => 'alias', text => 'a ' x 60 } ] }, 'x', 40);
is(scalar(grep { length > 40 } @lines), 0, 'lines are as long as they may be');

done_testing;
