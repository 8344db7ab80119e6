use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

plan skip_all => 'POE does not have it' if is_upstream();
require POE::Filter::NATS;
require POE::Filter::Stackable;

my $filter = POE::Filter::NATS->new;

sub written {
    return join '', @{ $filter->put([ map { ref ? $_ : [$_] } @_ ]) };
}

is written('PING', [ 'CONNECT', '{}' ]), "PING\r\nCONNECT {}\r\n", 'lines';
is written([ 'PUB', 'a', undef, 'r', undef, "\x{263a}" ]), "PUB a r 3\r\n\xe2\x98\xba\r\n",
    'lengths are of octets';
my $latin = "\xe9";
utf8::upgrade($latin);
is written([ 'PUB', 'a', undef, undef, undef, $latin ]), "PUB a 1\r\n\xe9\r\n",
    'however perl keeps them';
is written([ 'PUB', 'a', undef, undef, [ N => 'v' ], 'b' ]),
    "HPUB a 18 19\r\nNATS/1.0\r\nN: v\r\n\r\nb\r\n", 'headers';

my %refused = (
    'a blank in a subject'         => [ 'PUB', 'a b' ],
    'another operation in it'      => [ 'PUB', "a 0\r\n\r\nPING" ],
    'an empty word of it'          => [ 'PUB', 'a..b' ],
    'none at all'                  => ['PUB'],
    'a wildcard'                   => [ 'PUB', 'a.>' ],
    'one in a longer word'         => [ 'SUB', 'a*.b', 1 ],
    'a reply subject'              => [ 'PUB', 'a', undef, 'b c' ],
    'a queue'                      => [ 'SUB', 'a', 1, 'q q' ],
    'no number'                    => [ 'SUB', 'a' ],
    'a line break in a header'     => [ 'PUB', 'a', undef, undef, [ N => "v\r\nM: w" ] ],
    'a colon in its name'          => [ 'PUB', 'a', undef, undef, [ 'N:' => 'v' ] ],
    'a block that is none'         => [ 'PUB', 'a', undef, undef, "N: v\r\n\r\n" ],
    'a subject longer than a line' => [ 'PUB', 'a' x 5000 ],
    'text of more than a line'     => [ 'INFO', "{\n}" ],
    'an operation that is unknown' => ['FOO'],
    'no record'                    => 'PING PONG',
);
for my $name (sort keys %refused) {
    my $record = $refused{$name};
    isnt error_of(sub { $filter->put([ ref $record ? $record : \$record ]) }), '', $name;
}

my $small = POE::Filter::NATS->new(MaxLine => 20, MaxPayload => 10);
my %error = (
    'MSG a 1 11'       => 'a payload over the limit',
    'INFO ' . 'x' x 16 => 'a line over the limit',
    'HELLO'            => 'an operation that NATS does not have',
    'MSG a'            => 'malformed arguments of an operation',
);
for my $line (sort keys %error) {
    is_deeply [ got_from($small->clone, "PING\r\n$line\r\nPING\r\n", "PING\r\n") ],
        [ [ ['PING'], [ 'ERROR', $error{$line} ] ], [] ], "$error{$line} is the last record";
}

my $stack = POE::Filter::Stackable->new(Filters => [$filter]);
is_deeply $stack->get(["PING\r\nPO"]), [ ['PING'] ], 'among stacked filters';
is_deeply $filter->get_pending, ['PO'], 'what is pending';
is $filter->clone->get_pending, undef, 'and not in a clone';

is_deeply [ POE::Filter::NATS::read_headers("NATS/1.0 503 No: one \r\nA:b:c\r\nA:  d \r\n\r\n") ],
    [ 503, 'No: one', [ A => 'b:c', A => 'd' ] ], 'headers are read';

no_growth(
    'records that are read and written',
    sub {
        $filter->get(["NG\r\nMSG a 1 r 1\r\nx\r\nPO"]);
        $filter->put([ [ 'PUB', 'a', undef, 'r', [ A => 1 ], 'x' ] ]);
    });
no_growth(
    'records that are refused',
    sub {
        eval { $filter->put([ $refused{'a colon in its name'} ]) }
    });

done_testing;
