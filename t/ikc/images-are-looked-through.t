use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Storable qw(nfreeze);
use Test::More;

# A Storable image that says that more is to come than is there is refused before it takes memory; whatever
# data there is passes.

plan skip_all => 'POE does not have it' if is_upstream();
require POE::Component::IKC::Serializers;
my $storable = POE::Component::IKC::Serializers::find('Storable', told => 1);
my $thaw     = $storable->{thaw};

my $shared = ['twice'];
my @data   = (
    {},
    {
        a => 1, b => [], c => {}, d => undef, e => '', f => -5, g => 1.5, h => 3_000_000_000,
        i => 'x' x 300
    },
    {
        "\x{263a}" => "\x{20ac}" x 10, long => "\x{20ac}" x 300,
        list       => [ 1 .. 200, [ [ [ { x => [undef] } ] ] ] ]
    },
    { one => $shared, two => $shared, three => \'text', four => 2**40, five => !!0 },
);
is_deeply $thaw->(nfreeze($_)), $_, 'data passes' for @data;

my @bad = (
    "\x05\x0b\x02\x7f\xff\xff\xff", "\x05\x0b\x03\x7f\xff\xff\xff",
    "\x05\x0b\x19\0\x7f\xff\xff\xff",
    "\x05\x0b\x01\x7f\xff\xff\xff", "\x05\x0b\x18\x7f\xff\xff\xff",
    "\x05\x0b\x03\0\0\0\x01\x05\x7f\xff\xff\xff",
    "\x05\x0b", "\x05\x0b\x04", '', "\x04\x0b\x05", nfreeze(bless []), nfreeze(qr/x/),
);
for my $image (@bad) {
    ok !eval { $thaw->($image); 1 }, unpack('H*', substr $image, 0, 8) . ": $@";
}
my $image = nfreeze($data[1]);
my $cut   = grep {
    eval { $thaw->(substr $image, 0, $_); 1 }
} 1 .. length($image) - 1;
is $cut, 0, 'one that is cut anywhere is refused';
done_testing;
