use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Addresses, as the original reads and writes them.

plan skip_all => 'POE does not have it' if is_upstream();
require POE::Component::IKC::Specifier;
POE::Component::IKC::Specifier->import;

# Text, its parts, and the name that is made of them.
my @good = (
    [ 'poe://k/s/st', 'k', 's', 'st', 'poe://k/s/st' ],
    [ 'poe://k/s/', 'k', 's', '', 'poe://k/s' ],
    [ 'poe://k/s', 'k', 's', '', 'poe://k/s' ],
    [ 'poe://k', 'k', '', '', 'poe://k' ],
    [ 'poe://k/', 'k', '', '', 'poe://k' ],
    [ 'poe:', '', '', '', 'poe:' ],
    [ 'poe:/s/st', '', 's', 'st', 'poe:/s/st' ],
    [ 'poe:/s', '', 's', '', 'poe:/s' ],
    [ 'poe:st', '', '', 'st', 'poe:/st' ],
    [ 's/st', '', 's', 'st', 'poe:/s/st' ],
    [ 'st', '', '', 'st', 'poe:/st' ],
    [ '//k/s/st', 'k', 's', 'st', 'poe://k/s/st' ],
    [ '//k/s', 'k', '', 's', 'poe://k/s' ],
    [ 'poe:///s/st', '', 's', 'st', 'poe:/s/st' ],
    [ 'poe://*/s/st', '*', 's', 'st', 'poe://*/s/st' ],
    [ 'poe://*', '*', '', '', 'poe://*' ],
    [ 'poe://+/s/st', '+', 's', 'st', 'poe://+/s/st' ],
    [ "poe://a b/s/st\n", 'a b', 's', 'st', 'poe://a b/s/st' ],
    [ 'poe://ab:80/s/st', 'ab:80', 's', 'st', 'poe://ab:80/s/st' ],
    [ 'poe://1.2.3.4:80/s/st', '1.2.3.4:80', 's', 'st', 'poe://1.2.3.4:80/s/st' ],
    [ 'poe://unix:a_b:12-3/s/st', 'unix:a_b:12-3', 's', 'st', 'poe://unix:a_b:12-3/s/st' ],
);
for my $case (@good) {
    my ($text, $kernel, $session, $state, $name) = @$case;
    my $parsed = specifier_parse($text);
    is_deeply $parsed, { kernel => $kernel, session => $session, state => $state }, $text;
    is specifier_name($parsed), $name, '... and its name';
}

is_deeply specifier_parse('poe://k/s/st?word'),
    { kernel => 'k', session => 's', state => 'st', args => 'word' }, 'with a word';
is specifier_parse('poe:st?word')->{args}, 'word', 'with a word for a state';

my @bad = (
    qw(poe:s/st k/s/st poe://k//st poe://k/s/st/x poe://k/s:t/x poe://k/a.b/x),
    'poe:st?a b', 'poe://[::1]:80/s/st', 'poe://host_x:80/s/st', '', undef, [], 'x' x 5000,
);
is specifier_parse($_), undef, 'not an address: ' . substr($_ // 'undef', 0, 30) for @bad;

my $hash = { session => 'IKC:x', state => 'IKC:proxy' };
is specifier_parse($hash), $hash, 'a hash is taken as it is';
is $hash->{kernel}, '', '... and filled up';

is specifier_name([ 's', 'st' ]), 'poe:/s/st', 'a list of two has a name';
is specifier_name('anything'), 'anything', 'a text is its own name';
is specifier_part('Kern', 'kernel'), 'Kern', 'parts of what lacks the scheme';
is specifier_part('poe://k/s/st', 'session'), 's', 'a part';
is specifier_part('poe://k/s/st', 'color'), undef, 'no part';
is specifier_part('poe://k//', 'kernel'), undef, 'part of no address';
done_testing;
