use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require POE::XS::Top::Filter;

my %row = (
    id    => 12, shown => 'Web server', name => 'Web server', aliases => [ 'Web server', 'www' ],
    state => 'idle', event            => 'got_line',
    place => 'lib/Shop/Web.pm:7', odd => {});
my @cases = (
    [ '', 1, 'nothing wants all' ],
    [ 'web', 1, 'a word, in any case' ],
    [ 'shop idle', 1, 'two words, anywhere' ],
    [ 'shop busy', 0, 'both of them' ],
    [ 'name:www', 1, 'any of its names' ],
    [ 'name:shop', 0, 'but only its names' ],
    [ 'event:got', 1, 'an event' ],
    [ 'state:idle', 1, 'any column' ],
    [ '!state:idle', 0, 'not' ],
    [ '!state:busy', 1, 'not, which is so' ],
    [ 'name:/^web s/', 1, 'an expression, with a blank' ],
    [ '/^web$/', 0, 'an expression that does not match' ],
    [ '/[/', 0, 'what is no expression is text' ],
    [ 'Shop::Web', 0, 'two colons are no field' ],
    [ '/(?{die})/', 0, 'no code' ],
    [ 'nothere:x', 0, 'a field that is not there' ],
);
for my $case (@cases) {
    my ($text, $found, $name) = @$case;
    is(POE::XS::Top::Filter::of($text)->(\%row) ? 1 : 0, $found, "$name: $text");
}
is(POE::XS::Top::Filter::plain('web'), 'web', 'a word can be looked for on the other side');
is(POE::XS::Top::Filter::plain($_), undef, "$_ cannot") for '/web/', 'name:web', 'a b', '!x', '';

done_testing;
